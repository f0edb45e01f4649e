// What NetBox would delete together with what is to be deleted, and is not muster's.
#pragma once
#include <set>
#include <span>
#include <stop_token>
#include <vector>

#include "plan/plan.h"
#include "target/netbox/client.h"

namespace muster::netbox {

// What is asked to know that, of whole tables.
std::vector<Listing> listings_behind();

// Fills Operation::foreign of deletions: "interface mgmt", "address 10.0.0.1/24", "2 power ports".
void look_behind(std::span<Operation> operations, Client& client, std::stop_token stop);

// The MACs and addresses on owners of ours of `hosts` that are not muster's.
void look_beside(const Snapshot& actual, const std::set<std::string>& hosts, Client& client,
                 Diagnostics& notes, std::stop_token stop);

}  // namespace muster::netbox
