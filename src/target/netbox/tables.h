// Whole tables of a NetBox as they were at one time, asked as NetBox itself is: for a plan that
// does without it, or that asks only for what changed since. Rows are slim: what muster never
// looks at is left out, other people's custom fields above all.
#pragma once
#include <functional>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "target/netbox/row.h"

namespace muster::netbox {

// Part of a table: "dcim/devices", fields to read, and a filter such as "tag=muster" ("" = all).
struct Listing {
  std::string endpoint;
  std::string fields;
  std::string filter;
};

struct Table {
  std::string fields;                     // that were asked for
  std::map<long long, std::string> rows;  // by id, each as compact JSON
};

struct Tables {
  std::string version;  // of NetBox: "4.7.2"
  std::map<std::string, Table, std::less<>> by_endpoint;

  void put(std::string_view endpoint, const Json& row);
  // As Client::each(). Error when the table was not kept, or is of another muster.
  void each(const Listing& listing, const std::function<void(Json)>& take) const;
};

// A line that says what follows, then one a row.
std::string render_tables(const Tables& tables);
// Error when it was cut or is none.
Tables parse_tables(std::string_view text);

}  // namespace muster::netbox
