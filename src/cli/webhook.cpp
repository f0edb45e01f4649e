#include "cli/webhook.h"

#include <fmt/core.h>

#include <algorithm>

#include "cli/environment.h"
#include "config/url.h"
#include "core/text.h"
#include "wire/echo.h"

namespace muster::cli {
namespace {

constexpr const char* variable = "MUSTER_WEBHOOK";

// What of the address goes into an Endpoint, and what into a Request.
struct Address {
  std::string place, path;
};

Address address_of(const std::string& text) {
  const auto url = parse_url(std::string_view(text).substr(0, text.find('?')));
  const size_t scheme = text.find("://");
  if (!url || scheme == std::string::npos || (url->scheme != "https" && !url->loopback())) {
    throw Error(fmt::format("{} is no https address", variable), Exit::usage)
        .mend("export it where muster runs, as the other side gives it");
  }
  const size_t path = std::min(text.find('/', scheme + 3), text.size());
  return {text.substr(0, path), path == text.size() ? "/" : text.substr(path)};
}

}  // namespace

void post_to_webhook(const Call& call, const std::string& json) {
  call.app.wires.runner.keep_back(variable);
  const Address address = address_of(environment(variable).value_or(""));
  Endpoint endpoint;
  endpoint.name = "webhook";
  endpoint.url = address.place;
  endpoint.secrets = {Secret(address.path), Secret(address.path.substr(0, address.path.find('?')))};
  Request request;
  request.method = "POST";
  request.path = address.path;
  request.body = json;
  request.content_type = "application/json";
  const Echoes echoes(endpoint.secrets);
  try {
    const Response response = call.app.wires.http.send(endpoint, request, call.app.stop);
    if (response.status >= 200 && response.status <= 299) return;
    throw Error(
        fmt::format("the webhook at {} answers {}", visible(address.place), response.status))
        .because(clean(response.body))
        .mend(fmt::format("see whether {} is still right", variable));
  } catch (Error& error) {
    echoes.take_out(error);
    throw;
  }
}

}  // namespace muster::cli
