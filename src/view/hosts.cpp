#include "view/hosts.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"

namespace muster {
namespace {

std::string first_address(const Host& host) {
  std::string text;
  size_t more = 0;
  for (const Interface& interface : effective_interfaces(host)) {
    for (const Cidr& address : interface.addresses) {
      if (text.empty()) {
        text = render(address.ip);
      } else {
        ++more;
      }
    }
  }
  return more == 0 ? text : fmt::format("{} +{}", text, more);
}

std::string first_mac(const Host& host) {
  for (const Interface& interface : effective_interfaces(host)) {
    if (interface.mac) return render(*interface.mac);
  }
  return "";
}

nlohmann::json host_json(const HostFile& file) {
  const Host& host = file.host;
  nlohmann::json json{{"id", host.id},
                      {"path", file.path},
                      {"name", effective_name(host)},
                      {"site", effective_site(host)},
                      {"classification", host.classification},
                      {"approval", word(host.approval)},
                      {"state", word(effective_state(host))},
                      {"proposed", host.observed.proposed.classification},
                      {"vendor", host.observed.vendor},
                      {"model", host.observed.model},
                      {"sources", host.observed.sources},
                      {"attention", host.observed.attention},
                      {"tags", effective_tags(host)},
                      {"interfaces", nlohmann::json::array()}};
  for (const Interface& interface : effective_interfaces(host)) {
    nlohmann::json one{{"name", interface.name}, {"addresses", nlohmann::json::array()}};
    if (interface.mac) one["mac"] = render(*interface.mac);
    for (const Cidr& address : interface.addresses) one["addresses"].push_back(render(address));
    json["interfaces"].push_back(std::move(one));
  }
  return json;
}

std::vector<std::string> host_row(const HostFile& file) {
  const Host& host = file.host;
  return {host.id,
          effective_name(host),
          effective_site(host),
          host.classification,
          std::string(word(host.approval)),
          std::string(word(effective_state(host))),
          first_address(host),
          first_mac(host),
          host.observed.vendor,
          join(host.observed.attention, " ")};
}

}  // namespace

std::string hosts_text(std::span<const HostFile* const> hosts, const Style& style) {
  std::vector<std::vector<std::string>> rows;
  for (const HostFile* file : hosts) rows.push_back(host_row(*file));
  const std::vector<std::string> head{"id",    "name",    "site", "class",  "approval",
                                      "state", "address", "mac",  "vendor", "attention"};
  return table(head, rows, style);
}

std::string hosts_json(std::span<const HostFile* const> hosts) {
  nlohmann::json list = nlohmann::json::array();
  for (const HostFile* file : hosts) list.push_back(host_json(*file));
  return render_json({{"format_version", 1}, {"hosts", std::move(list)}});
}

}  // namespace muster
