#include "target/netbox/probe/try_rights.h"

#include <algorithm>
#include <array>

#include "core/text.h"
#include "target/netbox/client.h"
#include "target/netbox/schema.h"

namespace muster::netbox {
namespace {

struct Try {
  std::string_view right, method;
};
constexpr std::array<Try, 4> tries{
    {{"view", "GET"}, {"add", "POST"}, {"change", "PATCH"}, {"delete", "DELETE"}}};

// Only where `also` asks for it muster writes these.
bool is_asked(const NetboxConfig& config, std::string_view model) {
  const auto has = [&](std::string_view word) {
    return std::find(config.also.begin(), config.also.end(), word) != config.also.end();
  };
  if (model == "dcim.cable") return has("cables");
  if (model == "ipam.prefix") return has("prefixes");
  return (model != "ipam.vlan" && model != "ipam.vlangroup") || has("vlans");
}

std::string endpoint_of_model(std::string_view model) {
  for (const Kind& kind : kinds()) {
    if (kind.model == model) return std::string(kind.endpoint);
  }
  return "";
}

class Trying {
 public:
  Trying(const Client& client, const Secret& token, Http& http, std::stop_token stop)
      : endpoint_(client.endpoint()), headers_(headers_of(token)), http_(http), stop_(stop) {}

  bool may(const Try& one, const std::string& endpoint) const {
    Request request;
    request.method = one.method;
    request.path = "/api/" + endpoint + "/";
    request.headers = headers_;
    if (one.right == "view") {
      request.path += "?limit=1&fields=id";
      return allowed(request, http_.get(endpoint_, request, stop_));
    }
    request.body = "[1]";
    return allowed(request, http_.send(endpoint_, request, stop_));
  }

 private:
  bool allowed(const Request& request, const Response& response) const {
    if (response.status == 403) return false;
    if (response.status / 100 == 2 || response.status == 400) return true;
    throw http_error(endpoint_, request, response);
  }

  const Endpoint& endpoint_;
  std::vector<Header> headers_;
  Http& http_;
  std::stop_token stop_;
};

Error told(Error error) {
  const std::string why = lower(error.why);
  const bool expired = why.find("expired") != std::string::npos;
  const bool unknown =
      why.find("invalid") != std::string::npos || why.find("not provided") != std::string::npos;
  if (expired) return std::move(error).mend("make a new token: this one has expired");
  if (unknown) return std::move(error).mend("make a token in NetBox and name it: it knows no such");
  return error;
}

}  // namespace

TriedRights try_rights(const NetboxConfig& config, const Secret& token, Http& http,
                       std::stop_token stop) {
  Client client(config, token, http);
  TriedRights out;
  try {
    out.version = client.version(stop).text;
  } catch (Error& error) {
    throw told(std::move(error));
  }
  const Trying trying(client, token, http, stop);
  bool writes = false;
  const auto try_on = [&](std::string_view words, std::string_view model) {
    for (const Try& one : tries) {
      if (words.find(one.right) == std::string_view::npos) continue;
      ++out.tried;
      const bool may = trying.may(one, endpoint_of_model(model));
      if (!may) out.lacking[std::string(one.right)].emplace_back(model);
      writes = writes || (may && one.right != "view");
    }
  };
  for (const auto& [words, models] : rights()) {
    for (const std::string_view model : models) {
      if (is_asked(config, model)) try_on(words, model);
    }
  }
  out.reads_only = !writes && !out.lacking.contains("view");
  return out;
}

}  // namespace muster::netbox
