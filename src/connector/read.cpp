#include <algorithm>

#include "connector/reader.h"
#include "core/shipped.h"
#include "core/text.h"

namespace muster::connector {
namespace {

void read_vars(Reader& in, const yaml::Node& node, Definition& out) {
  in.each(node, "vars", [&](const yaml::Entry& entry) {
    in.know(entry.key);
    Variable& one = out.vars[entry.key];
    if (!in.mapping(entry.value, "the variable", {"about", "default"})) return;
    if (const auto* about = entry.value.find("about")) in.text(*about, one.about);
    if (const auto* otherwise = entry.value.find("default")) {
      in.text(*otherwise, one.otherwise.emplace());
    }
  });
}

void read_limits(Reader& in, const yaml::Node& node, Limits& out) {
  if (!in.mapping(node, "limits", {"concurrency", "per_minute", "retries", "pages", "items"})) {
    return;
  }
  const auto number = [&](const char* key, long long high, auto& value) {
    auto told = static_cast<long long>(value);
    if (const auto* written = node.find(key)) in.number(*written, 0, high, told);
    value = static_cast<std::remove_reference_t<decltype(value)>>(told);
  };
  number("concurrency", 32, out.concurrency);
  number("per_minute", 100'000, out.per_minute);
  number("retries", 10, out.retries);
  number("pages", 1'000'000, out.pages);
  number("items", 2'000'000, out.items);
  out.concurrency = std::max<size_t>(out.concurrency, 1);
}

void read_ok(Reader& in, const yaml::Node& node, Success& out) {
  if (!in.mapping(node, "ok", {"status", "when", "message"})) return;
  if (const auto* status = node.find("status")) in.statuses(*status, out.status);
  if (const auto* when = node.find("when")) out.when = in.expression(*when);
  if (const auto* message = node.find("message")) out.message = in.expression(*message);
}

void read_base(Reader& in, const yaml::Node& node, std::string& out) {
  in.text(node, out);
  if (!out.starts_with('/') || out.ends_with('/') ||
      out.find_first_of("?#$ ") != std::string::npos) {
    in.fault(node, "base is what all paths begin with", "write a path such as /api/v2");
  }
}

Definition read_root(Reader& in, const yaml::Node& root) {
  Definition out;
  if (!in.mapping(root, "a connector",
                  {"connector", "about", "vars", "base", "headers", "auth", "ok", "limits",
                   "requests", "records"})) {
    return out;
  }
  for (const char* key : {"connector", "about", "requests", "records"}) {
    if (root.find(key) != nullptr) continue;
    in.fault(root, std::string("the connector has no ") + key,
             "see muster schema connector, or copy one that muster connector list names");
    return out;
  }
  in.text(*root.find("connector"), out.name);
  in.text(*root.find("about"), out.about);
  for (const char* secret : {"password", "password_base64", "token"}) in.know_secret(secret);
  in.know("username");
  if (const auto* vars = root.find("vars")) read_vars(in, *vars, out);
  if (const auto* base = root.find("base")) read_base(in, *base, out.base);
  if (const auto* headers = root.find("headers")) out.headers = in.pairs(*headers, "headers");
  if (const auto* auth = root.find("auth")) read_auth(in, *auth, out);
  if (const auto* ok = root.find("ok")) read_ok(in, *ok, out.ok);
  if (const auto* limits = root.find("limits")) read_limits(in, *limits, out.limits);
  read_requests(in, *root.find("requests"), out);
  read_records(in, *root.find("records"), out);
  return out;
}

}  // namespace

std::optional<Definition> read_definition(std::string_view text, const std::string& file,
                                          Diagnostics& trouble) {
  Diagnostics found;
  std::optional<Definition> out;
  if (const auto document = yaml::parse(text, file, found)) {
    Reader in(*document, found);
    out = read_root(in, document->root);
  }
  const bool good = out && !found.has_errors();
  trouble.add(std::move(found));
  return good ? std::move(out) : std::nullopt;
}

std::string_view shipped_connector(std::string_view name) {
  return shipped_text(std::string(connector_folder) + std::string(name) + ".yaml");
}

std::vector<std::string> shipped_connectors() {
  constexpr std::string_view ending = ".yaml";
  std::vector<std::string> names;
  for (std::string_view file : shipped_names(connector_folder)) {
    file.remove_prefix(connector_folder.size());
    file.remove_suffix(ending.size());
    names.emplace_back(file);
  }
  return names;
}

}  // namespace muster::connector
