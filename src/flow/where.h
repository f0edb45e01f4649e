// muster where: where a host is plugged in, and the way from there through the switches, with the
// evidence for each step, as the host files tell it.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "inventory/inventory.h"

namespace muster {

struct Stop;

struct Step {  // from a host to the port it is plugged in
  Attachment place;
  std::vector<Stop> next;  // the switch's own host file, where there is one
};

struct Stop {
  const HostFile* file = nullptr;
  bool told = false;  // its steps stand earlier in the same route
  std::vector<Step> steps;
  std::vector<Stop> node;  // of a guest: the hypervisor that it runs on, where it has a host file
};

// The hosts that have this MAC, address or name, each with its way, by site and name. A name may be
// a host's own, one that a source told, one with its DNS domain, or the id of a host file. Error
// (exit 1) when there is none. No way passes a switch twice. Points into `inventory`.
std::vector<Stop> find_routes(const Inventory& inventory, const Config& config,
                              std::string_view question);

nlohmann::json to_json(std::span<const Stop> routes, std::string_view question);
std::string render_routes(std::span<const Stop> routes);

}  // namespace muster
