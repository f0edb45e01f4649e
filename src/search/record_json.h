// Records as JSON: in the cache, and as commands print them.
#pragma once
#include <nlohmann/json_fwd.hpp>

#include "model/record.h"

namespace muster {

nlohmann::json to_json(const Record& record);
Record parse_record(const nlohmann::json& json);  // Error when it is none

}  // namespace muster
