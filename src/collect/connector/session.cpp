#include "collect/connector/session.h"

#include <algorithm>

#include "connector/coerce.h"
#include "core/hex.h"
#include "core/text.h"
#include "wire/base64.h"
#include "wire/http/error.h"

namespace muster::connector {
namespace {

std::string encoded(const std::string& value) { return percent_encode(value); }

void add_query(std::string& path, const std::string& name, const std::string& value) {
  path += (path.find('?') == std::string::npos ? "?" : "&") + percent_encode(name) + "=" +
          percent_encode(value);
}

// The texts in it filled in.
nlohmann::json filled(const nlohmann::json& value, const Bindings& bindings) {
  if (value.is_string()) return Template(value.get_ref<const std::string&>()).fill(bindings);
  if (!value.is_structured()) return value;
  nlohmann::json out = value;
  for (auto& part : out) part = filled(part, bindings);
  return out;
}

// Sets "pagingConfig.offset" in it.
void set_at(nlohmann::json& body, const std::string& path, const std::string& value) {
  nlohmann::json* place = &body;
  for (const std::string& name : split(path, '.')) place = &(*place)[name];
  if (const auto number = parse_int(value)) {
    *place = *number;
  } else {
    *place = value;
  }
}

std::string body_of(const Exchange& exchange, const Bindings& bindings, const Turn& turn,
                    std::string& type) {
  if (!exchange.form.empty()) {
    type = "application/x-www-form-urlencoded";
    std::string form;
    for (const auto& [name, value] : exchange.form) {
      form += (form.empty() ? "" : "&") + percent_encode(name) + "=" +
              percent_encode(value.fill(bindings));
    }
    return form;
  }
  if (exchange.json.is_null()) return "";
  nlohmann::json body = filled(exchange.json, bindings);
  for (const auto& [path, value] : turn.body) set_at(body, path, value);
  return body.dump();
}

// "a=1; b=2" of the lines of Set-Cookie.
std::string cookies_of(const Response& response) {
  const auto told = response.headers.find("set-cookie");
  if (told == response.headers.end()) return "";
  std::vector<std::string> cookies;
  for (const std::string& line : split(told->second, '\n')) {
    cookies.emplace_back(trim(line.substr(0, line.find(';'))));
  }
  return join(cookies, "; ");
}

}  // namespace

ApiSession::ApiSession(const Source& source, const Definition& definition, Bindings bindings,
                       Wires& wires, std::stop_token stop)
    : definition_(definition),
      bindings_(std::move(bindings)),
      http_(source, source.config.as<ConnectorConfig>(), wires, stop),
      wires_(wires),
      stop_(std::move(stop)),
      name_(source.config.id()),
      url_(source.config.as<ConnectorConfig>().url) {
  http_.set_retries(definition.limits.retries);
}

ApiAnswer ApiSession::ask(const Exchange& exchange, const Bindings& more, const Turn& turn) {
  for (int tried = 0;; ++tried) {
    const auto login = definition_.auth.kind == AuthKind::session ? granted() : nullptr;
    const Request request = request_of(exchange, all(login.get(), more), login.get(), turn);
    const Response response = this->exchange(request, login.get());
    if (login && tried == 0 && expired(request, response)) {
      renew(login);
      continue;
    }
    return {checked(request, response), response.headers};
  }
}

Bindings ApiSession::all(const Granted* granted, const Bindings& more) const {
  Bindings out = bindings_;
  if (granted != nullptr) {
    for (const auto& [name, value] : granted->bindings) out[name] = value;
  }
  for (const auto& [name, value] : more) out[name] = value;
  return out;
}

std::string ApiSession::path_of_link(const std::string& link) const {
  std::string path = link;
  const std::string origin = origin_of(url_);
  if (path.find("://") != std::string::npos) {
    if (!path.starts_with(origin + "/")) {
      throw Error(name_ + ": the link to the next page leads to another server")
          .because("it is " + clean(link, 200));
    }
    path.erase(0, origin.size());
  }
  const std::string below = url_.substr(origin.size());
  if (!path.starts_with(below + "/")) {
    throw Error(name_ + ": the link to the next page leads out of the API")
        .because("it is " + clean(link, 200));
  }
  return path.substr(below.size());
}

std::string ApiSession::path_of(const Exchange& exchange, const Bindings& bindings,
                                const Granted* granted, const Turn& turn) const {
  const Auth& auth = definition_.auth;
  if (!turn.link.empty()) return path_of_link(turn.link);
  const bool inside = granted != nullptr && !auth.base.empty();
  std::string path = (inside ? auth.base.fill(bindings, encoded) : definition_.base) +
                     exchange.path.fill(bindings, encoded);
  for (const auto& [name, value] : exchange.query) add_query(path, name, value.fill(bindings));
  for (const auto& [name, value] : turn.query) add_query(path, name, value);
  return path;
}

void ApiSession::authorize(Request& request, const Bindings& bindings,
                           const Granted* granted) const {
  const Auth& auth = definition_.auth;
  if (auth.kind == AuthKind::session && granted == nullptr) return;  // it is the login itself
  for (const auto& [name, value] : auth.query) add_query(request.path, name, value.fill(bindings));
  for (const auto& [name, value] : auth.headers) {
    request.headers.push_back({name, Secret(value.fill(bindings))});
  }
  if (granted != nullptr && !granted->cookies.empty()) {
    request.headers.push_back({"Cookie", Secret(granted->cookies)});
  }
  const auto bound = [&](const char* name) { return bindings.find(name)->second; };
  if (auth.kind == AuthKind::basic) {
    request.headers.push_back(
        {"Authorization",
         Secret("Basic " + to_base64(bound("username") + ":" + bound("password")))});
  } else if (auth.kind == AuthKind::bearer) {
    request.headers.push_back({"Authorization", Secret("Bearer " + bound("token"))});
  }
}

Request ApiSession::request_of(const Exchange& exchange, const Bindings& bindings,
                               const Granted* granted, const Turn& turn) const {
  Request request;
  request.method = exchange.method;
  request.path = path_of(exchange, bindings, granted, turn);
  for (const auto* list : {&definition_.headers, &exchange.headers}) {
    for (const auto& [name, value] : *list) {
      request.headers.push_back({name, Secret(value.fill(bindings))});
    }
  }
  for (const auto& [name, value] : turn.headers) request.headers.push_back({name, Secret(value)});
  request.body = body_of(exchange, bindings, turn, request.content_type);
  authorize(request, bindings, granted);
  return request;
}

Response ApiSession::exchange(const Request& request, const Granted* granted) {
  wait_for_turn();
  return http_.exchange(request, granted == nullptr ? std::span<const Secret>() : granted->secrets);
}

void ApiSession::wait_for_turn() {
  if (definition_.limits.per_minute == 0) return;
  Instant mine;
  {
    const std::lock_guard guard(pace_mutex_);
    mine = std::max(next_, wires_.clock.instant());
    next_ = mine + Milliseconds(60'000 / definition_.limits.per_minute);
  }
  const auto wait = std::chrono::ceil<Milliseconds>(mine - wires_.clock.instant());
  if (wait > Milliseconds(0)) wires_.clock.sleep(wait, stop_);
}

bool ApiSession::expired(const Request& request, const Response& response) const {
  const Login& login = definition_.auth.login;
  if (login.expired_status.empty() && !login.expired_when) return response.status == 401;
  if (login.expired_status.contains(response.status)) return true;
  if (!login.expired_when) return false;
  try {
    return jmespath::is_true(login.expired_when->evaluate(http_.parse(request, response)));
  } catch (const Error&) {
    return false;  // what is wrong with it is told when it is read
  }
}

// Its JSON, when it counts.
nlohmann::json ApiSession::checked(const Request& request, const Response& response) const {
  const Success& ok = definition_.ok;
  const bool good = ok.status.empty() ? response.status >= 200 && response.status <= 299
                                      : ok.status.contains(response.status);
  if (!good) {
    Error refused = http_.refusal(request, response);
    if (!ok.message || !refused.why.empty()) throw std::move(refused);
    std::string why;
    try {
      why = scalar_text(ok.message->evaluate(http_.parse(request, response)));
    } catch (const Error&) {
      throw std::move(refused);
    }
    throw std::move(refused).because(why);
  }
  nlohmann::json body = http_.parse(request, response);
  if (ok.when && !jmespath::is_true(ok.when->evaluate(body))) {
    const std::string why = ok.message ? scalar_text(ok.message->evaluate(body)) : "";
    throw http_.refusal(request, response).because(why);
  }
  return body;
}

std::shared_ptr<const ApiSession::Granted> ApiSession::granted() {
  const std::lock_guard guard(login_mutex_);
  if (!granted_) granted_ = log_in();
  return granted_;
}

void ApiSession::renew(const std::shared_ptr<const Granted>& stale) {
  const std::lock_guard guard(login_mutex_);
  if (granted_ == stale) granted_ = log_in();
}

std::shared_ptr<const ApiSession::Granted> ApiSession::log_in() {
  if (logins_++ == definition_.limits.logins) {
    throw Error(name_ + ": the session ends again and again")
        .mend("see how many sessions the user may have, and how long they last");
  }
  const Login& login = definition_.auth.login;
  const Request request = request_of(login.exchange, bindings_, nullptr, {});
  const Response response = exchange(request, nullptr);
  const nlohmann::json body = checked(request, response);
  auto out = std::make_shared<Granted>();
  for (const auto* list : {&login.take, &login.learn}) {
    for (const auto& [name, from] : *list) {
      const std::string value = taken(name, from, response, body);
      out->bindings[name] = value;
      if (list == &login.take) out->secrets.emplace_back(value);
    }
  }
  if (login.cookies) out->cookies = cookies_of(response);
  return out;
}

std::string ApiSession::taken(const std::string& name, const std::string& from,
                              const Response& response, const nlohmann::json& body) const {
  std::string value;
  if (from.starts_with("header:")) {
    const auto found = response.headers.find(lower(from.substr(7)));
    if (found != response.headers.end()) value = found->second;
  } else {
    const nlohmann::json told = definition_.auth.login.expressions.at(name).evaluate(body);
    value = told.is_string() ? told.get<std::string>() : scalar_text(told);
  }
  if (value.empty()) throw Error(name_ + ": the login gave no " + name);
  return value;
}

void ApiSession::log_out() {
  const auto& logout = definition_.auth.login.logout;
  const std::lock_guard guard(login_mutex_);
  if (!granted_ || !logout) return;
  try {
    exchange(request_of(*logout, all(granted_.get(), {}), granted_.get(), {}), granted_.get());
  } catch (const Error&) {
    // It ends by itself.
  }
  granted_.reset();
}

}  // namespace muster::connector
