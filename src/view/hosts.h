// Hosts one a line, for muster ls.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

#include "inventory/inventory.h"
#include "view/view.h"

namespace muster {

// What muster ls shows: of which hosts, in which order, how many.
struct Listing {
  std::vector<std::string> columns;  // empty: the usual ones
  std::string sort;                  // a column; "": by path
  size_t limit = 0;                  // 0: all
  bool head = true;                  // the columns are named, and what is left out is counted
};

const std::vector<std::string>& host_columns();

// Sorted, with numbers as numbers, and cut. The columns are ones of host_columns().
std::vector<const HostFile*> arranged(std::vector<const HostFile*> hosts, const Listing& listing);

// `total`: how many there are, of which these are shown.
std::string hosts_text(std::span<const HostFile* const> hosts, size_t total, const Listing& listing,
                       const Style& style);
nlohmann::json hosts_list(std::span<const HostFile* const> hosts, size_t total);

}  // namespace muster
