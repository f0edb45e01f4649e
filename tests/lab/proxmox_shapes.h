#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "world_file.h"

namespace muster::lab {

// The JSON a Proxmox VE cluster makes of the world's short forms.
nlohmann::json version_shape(int version);
nlohmann::json resource_shape(const World& guest);
nlohmann::json node_shape(const World& node);
nlohmann::json status_shape(const std::string& cluster, const World& nodes);
nlohmann::json agent_shape(const World& interfaces);
nlohmann::json container_shape(const World& interfaces, int version);
std::string digest_of(const std::string& config);

}  // namespace muster::lab
