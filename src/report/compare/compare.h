// An inventory and a NetBox side by side: what one of them has alone, and where they differ.
#pragma once
#include <map>
#include <span>
#include <string>
#include <vector>

#include "inventory/inventory.h"
#include "plan/resource.h"
#include "target/netbox/objects.h"

namespace muster {

enum class Side { here, there, differs };
std::string_view word(Side side);  // "here", "there", "differs"

struct Difference {
  Side side{};
  std::string kind;  // "device", "address"
  std::string label, site;
  std::string field;  // differs: in which
  Value here, there;
  std::string why;   // what else is known of it, for people
  std::string path;  // of the host file, "" = none
};

struct Comparison {
  std::string target, version, address;
  std::vector<Difference> rows;  // only here, only there, differing; each by site, kind and label
  std::map<std::string, size_t> left_out;               // reason → hosts that are not compared
  size_t here = 0, there = 0, differing = 0, same = 0;  // things, not fields

  bool differs() const { return !rows.empty(); }
};

struct ComparisonInput {
  std::span<const Resource> desired;
  const Snapshot& actual;
  std::span<const KindTraits> kinds;
  std::span<const NetboxObject> objects;
  const Inventory& inventory;
  const Config& config;
};

// What belongs to a device or VM that is only here is not told once more.
Comparison compare_sides(const ComparisonInput& input);

}  // namespace muster
