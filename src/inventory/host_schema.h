// The JSON Schema of host files, made from the tables of their keys.
#pragma once
#include <string>

namespace muster {

// The text of schema/host.v1.json.
const std::string& host_schema();

}  // namespace muster
