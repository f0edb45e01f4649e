// Reading one object of NetBox's JSON without trusting its shape: what is missing or of another
// type reads as nothing.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "plan/value.h"

namespace muster::netbox {

using Json = nlohmann::json;

const Json& member(const Json& row, std::string_view name);   // null when absent
std::string text(const Json& row, std::string_view name);     // "" when absent or null
std::string choice(const Json& row, std::string_view name);   // {"value":…} or a bare string
long long id_of(const Json& row);                             // 0 when there is none
Value optional_text(const Json& row, std::string_view name);  // trimmed; null when empty
Value number(const Json& row, std::string_view name);         // null when it is none
Value flag(const Json& row, std::string_view name);           // null when it is no boolean
std::vector<std::string> texts(const Json& row, std::string_view name);  // of a list
std::string muster_id(const Json& row);                                  // "" = not ours
bool has_tag(const Json& row);

}  // namespace muster::netbox
