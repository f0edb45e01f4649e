// The JSON Schemas of muster.yaml and rules.yaml, made from the tables of their keys.
#pragma once
#include <string>

namespace muster {

// The text of schema/config.v1.json.
std::string config_schema();

// The text of schema/rules.v1.json.
std::string rules_schema();

}  // namespace muster
