// What NetBox would delete together with what is to be deleted, and is not muster's.
#pragma once
#include <span>
#include <stop_token>

#include "plan/plan.h"
#include "target/netbox/client.h"

namespace muster::netbox {

// Fills Operation::foreign of deletions: "interface mgmt", "address 10.0.0.1/24", "2 power ports".
void look_behind(std::span<Operation> operations, Client& client, std::stop_token stop);

}  // namespace muster::netbox
