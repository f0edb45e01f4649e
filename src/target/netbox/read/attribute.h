// Who changed what drifted, by NetBox's change log.
#pragma once
#include <span>
#include <stop_token>

#include "plan/plan.h"
#include "target/netbox/client.h"

namespace muster::netbox {

// Fills FieldChange::by of drift changes as "j.doe 2026-08-21 08:12", and Operation::reason of the
// creation of what somebody deleted, from at most a few requests.
void attribute(std::span<Operation> operations, Client& client, std::stop_token stop);

}  // namespace muster::netbox
