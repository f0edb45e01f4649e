#include "api/api.h"

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <stdexcept>

#include "flags.h"
#include "run.h"

namespace muster::lab {
namespace {

using Maker = std::unique_ptr<ReadApi> (*)(const ApiTraits&);
const std::map<std::string, Maker>& makers() {
  static const std::map<std::string, Maker> table = {
      {"commvault", make_commvault}, {"foreman", make_foreman},   {"oceanstor", make_oceanstor},
      {"ontap", make_ontap},         {"oxidized", make_oxidized}, {"puppetdb", make_puppetdb},
      {"vsphere", make_vsphere}};
  return table;
}

}  // namespace

Answer ReadApi::answer(const httplib::Request& request) {
  const std::lock_guard guard(mutex_);
  return reply(request);
}

std::pair<int, int> ReadApi::part(long from, long size) const {
  if (traits_.repeat) from = 0;
  const long begin = std::clamp<long>(from, 0, traits_.count);
  return {int(begin), int(std::min<long>(begin + std::max<long>(size, 0), traits_.count))};
}

std::string Sessions::open() {
  const std::string token = "lab-session-token-" + std::to_string(++next_);
  left_[token] = lasts_;
  return token;
}

bool Sessions::use(const std::string& token) {
  const auto found = left_.find(token);
  if (found == left_.end()) return false;
  if (lasts_ > 0 && found->second-- == 0) {
    left_.erase(found);
    return false;
  }
  return true;
}

Answer json_answer(const nlohmann::json& body, int status) {
  return {.status = status, .body = body.dump()};
}

bool only_params(const httplib::Request& request, const std::set<std::string>& known) {
  return std::all_of(request.params.begin(), request.params.end(),
                     [&](const auto& one) { return known.count(one.first) > 0; });
}

long number_param(const httplib::Request& request, const std::string& name, long otherwise) {
  if (!request.has_param(name)) return otherwise;
  return std::stol(request.get_param_value(name));
}

bool basic_auth(const httplib::Request& request, const ApiTraits& traits) {
  const auto wanted = httplib::make_basic_authentication_header(traits.user, traits.password);
  return request.get_header_value("Authorization") == wanted.second;
}

std::string lab_mac(int host, int nic) {
  char text[18];
  std::snprintf(text, sizeof text, "52:54:00:%02x:%02x:%02x", (host >> 8) & 255, host & 255,
                nic & 255);
  return text;
}

int api_main(int argc, char** argv) {
  Flags flags(argc, argv, 1);
  ApiTraits traits;
  traits.count = flags.number("--count", traits.count);
  traits.expire_after = flags.number("--expire-after", 0);
  traits.error_at = flags.number("--error-at", 0);
  traits.repeat = flags.on("--repeat");
  traits.hosts_last = flags.on("--hosts-last");
  traits.short_total = flags.on("--short-total");
  traits.user = flags.text("--user", traits.user);
  traits.password = flags.text("--password", traits.password);
  const Endpoint endpoint{.port = flags.number("--port", 0),
                          .faults = parse_faults(flags.all("--fault"))};
  const auto maker = makers().find(flags.required("--system"));
  const bool until_eof = flags.on("--until-eof");
  flags.finish();
  if (maker == makers().end()) throw std::runtime_error("there is no such --system");
  const auto api = maker->second(traits);
  block_signals();
  const Server server(endpoint, [&](const auto& request) { return api->answer(request); });
  std::cout << "ready " << server.url() << std::endl;
  wait_for_stop(until_eof);
  return 0;
}

}  // namespace muster::lab
