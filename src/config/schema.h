// The JSON Schema of muster.yaml, made from the tables of its keys.
#pragma once
#include <string>

namespace muster {

// The text of schema/config.v1.json.
std::string config_schema();

}  // namespace muster
