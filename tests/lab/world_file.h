#pragma once

#include <iosfwd>
#include <nlohmann/json.hpp>
#include <string>

namespace muster::lab {

// A world is what the routers and clusters of a network would say:
//   routers.NAME.rest."/menu/path"   a record or a list of records; null: this router lacks the
//   menu clusters.NAME                    nodes, guests
// Values are texts; {"hex": "…"} gives bytes that are no valid text.
using World = nlohmann::ordered_json;

World read_world(const std::string& path);
const World& device_in(const World& world, const char* kind, const std::string& name);
void write_world(std::ostream& out, const World& world);  // one line per record

}  // namespace muster::lab
