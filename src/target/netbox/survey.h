// The tables that a comparison reads as a whole.
#pragma once
#include <stop_token>
#include <vector>

#include "target/netbox/client.h"
#include "target/netbox/objects.h"

namespace muster::netbox {

void keep_surveyed(Client& client);
std::vector<NetboxObject> surveyed(Client& client, const Config& config, std::stop_token stop);

}  // namespace muster::netbox
