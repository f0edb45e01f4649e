// muster where: where a host is plugged in, and the way from there through the switches, with the
// evidence for each step, as the host files tell it.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "flow/workspace.h"
#include "report/route.h"

namespace muster {

// The hosts that have this MAC, address or name, each with its way, by site and name. A name may be
// a host's own, one that a source told, one with its DNS domain, or the id of a host file. Error
// (exit 1) when there is none. No way passes a switch twice. Points into `inventory`.
std::vector<Stop> find_routes(const Inventory& inventory, const Config& config,
                              std::string_view question);

// The same, of the view and, where nobody answers there, of the branches of discover that wait for
// a merge.
struct FoundRoutes {
  std::string branch;                          // "": the view
  std::shared_ptr<const Inventory> inventory;  // of the branch; the routes point into it
  std::vector<Stop> routes;
};
FoundRoutes find_routes(const Workspace& workspace, const View& view, std::string_view question);

}  // namespace muster
