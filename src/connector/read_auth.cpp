#include "connector/reader.h"
#include "core/text.h"

namespace muster::connector {
namespace {

// "header:NAME", or an expression of the answer.
void read_taken(Reader& in, const yaml::Node& node, bool secret, Login& login) {
  in.each(node, secret ? "take" : "learn", [&](const yaml::Entry& entry) {
    std::string source;
    in.text(entry.value, source);
    if (!source.starts_with("header:")) {
      if (const auto one = in.expression(entry.value)) login.expressions.emplace(entry.key, *one);
    }
    (secret ? login.take : login.learn).emplace(entry.key, source);
    secret ? in.know_secret(entry.key) : in.know(entry.key);
  });
}

void read_expired(Reader& in, const yaml::Node& node, Login& login) {
  if (!in.mapping(node, "expired", {"status", "when"})) return;
  if (const auto* status = node.find("status")) in.statuses(*status, login.expired_status);
  if (const auto* when = node.find("when")) login.expired_when = in.expression(*when);
}

void read_login(Reader& in, const yaml::Node& node, Auth& auth) {
  const yaml::Node* login = node.find("login");
  if (login == nullptr) return in.fault(node, "a session needs login", "add login: {post: /path}");
  if (in.mapping(*login, "login", {"post", "query", "headers", "json", "form"})) {
    read_exchange(in, *login, "login", {"post"}, auth.login.exchange);
  }
  if (const auto* take = node.find("take")) read_taken(in, *take, true, auth.login);
  if (const auto* learn = node.find("learn")) read_taken(in, *learn, false, auth.login);
  if (const auto* cookies = node.find("cookies")) in.flag(*cookies, auth.login.cookies);
  if (const auto* expired = node.find("expired")) read_expired(in, *expired, auth.login);
  if (auth.login.take.empty() && !auth.login.cookies) {
    in.fault(node, "nothing of the login is kept", "add take: {session: token}, or cookies: true");
  }
}

void read_logout(Reader& in, const yaml::Node& node, Login& login) {
  if (!in.mapping(node, "logout", {"post", "delete", "query", "headers", "json", "form"})) return;
  read_exchange(in, node, "logout", {"post", "delete"}, login.logout.emplace());
}

}  // namespace

void read_auth(Reader& in, const yaml::Node& node, Definition& out) {
  if (!in.mapping(node, "auth",
                  {"kind", "headers", "query", "base", "login", "take", "learn", "cookies",
                   "expired", "logout"})) {
    return;
  }
  Auth& auth = out.auth;
  size_t kind = 0;
  if (const auto* value = node.find("kind")) {
    in.word(*value, {"none", "basic", "bearer", "header", "session", "mtls"}, kind);
  } else {
    in.fault(node, "auth has no kind", "add kind: basic, or another");
  }
  auth.kind = static_cast<AuthKind>(kind);
  if (auth.kind == AuthKind::session) {
    read_login(in, node, auth);
  } else if (const auto* login = node.find("login")) {
    in.fault(*login, "only a session logs in", "write kind: session");
  }
  if (const auto* headers = node.find("headers")) auth.headers = in.pairs(*headers, "headers");
  if (const auto* query = node.find("query")) auth.query = in.pairs(*query, "query");
  if (const auto* base = node.find("base")) auth.base = in.filled(*base, Reader::Shown::yes);
  if (const auto* logout = node.find("logout")) read_logout(in, *logout, auth.login);
  if (auth.kind == AuthKind::header && auth.headers.empty()) {
    in.fault(node, "auth by header names no header", "add headers: {X-Token: $token}");
  }
}

}  // namespace muster::connector
