#include "collect/http_session.h"

#include <algorithm>

#include "core/json.h"

namespace muster {
namespace {

constexpr int kRetries = 2;

Endpoint endpoint_of(const Source& from, const HttpConfig& config) {
  const SourceConfig& source = from.config;
  Endpoint endpoint;
  endpoint.secrets = from.secrets.all();
  endpoint.name = source.id();
  endpoint.url = config.url;
  endpoint.ca_file = config.ca_file;
  endpoint.fingerprint = config.fingerprint;
  endpoint.proxy = config.proxy;
  endpoint.client_cert = config.client_cert;
  endpoint.client_key = from.secrets["client_key"];
  endpoint.timeout = source.timeout;
  endpoint.connect_timeout = std::min(endpoint.connect_timeout, source.timeout);
  endpoint.retries = kRetries;
  return endpoint;
}

}  // namespace

HttpSession::HttpSession(const Source& source, const HttpConfig& config, Wires& wires,
                         std::stop_token stop)
    : wires_(wires),
      stop_(std::move(stop)),
      endpoint_(endpoint_of(source, config)),
      deadline_(config.deadline),
      end_(wires.clock.now() + std::chrono::ceil<Seconds>(deadline_)) {}

Reply HttpSession::get(const std::string& path, std::optional<Milliseconds> timeout) const {
  Request request;
  request.path = path;
  request.timeout = timeout;
  return ask(std::move(request));
}

Reply HttpSession::post_form(const std::string& path, std::string form) const {
  Request request;
  request.method = "POST";
  request.path = path;
  request.body = std::move(form);
  request.content_type = "application/x-www-form-urlencoded";
  return ask(std::move(request));
}

Response HttpSession::send(const Endpoint& endpoint, Request& request) const {
  const Milliseconds left = end_ - wires_.clock.now();
  if (left <= Milliseconds(0)) {
    throw Error(endpoint_.name + " took too long: the rest was not asked")
        .because("all of it may take " + render_duration(deadline_))
        .mend("see what keeps " + endpoint_.url + " busy, or raise the deadline of the source");
  }
  request.timeout = std::min(request.timeout.value_or(endpoint_.timeout), left);
  return request.method == "GET" ? wires_.http.get(endpoint, request, stop_)
                                 : wires_.http.send(endpoint, request, stop_);
}

Response HttpSession::exchange(Request request, std::span<const Secret> secrets) const {
  Endpoint endpoint = endpoint_;
  endpoint.secrets.insert(endpoint.secrets.end(), secrets.begin(), secrets.end());
  return send(endpoint, request);
}

nlohmann::json HttpSession::parse(const Request& request, const Response& response) const {
  const std::string origin = request.method + " " + endpoint_.url + request.path;
  return parse_json(repair_json(response.body), origin.substr(0, origin.find('?')));
}

Error HttpSession::refusal(const Request& request, const Response& response) const {
  return http_error(endpoint_, request, response);
}

Reply HttpSession::ask(Request request) const try {
  request.headers = login_;
  const Response response = send(endpoint_, request);
  if (response.status < 200 || response.status > 299) {
    return {response.status, {}, refusal(request, response)};
  }
  return {response.status, parse(request, response), {}};
} catch (const Error& error) {
  return {0, {}, error};
}

}  // namespace muster
