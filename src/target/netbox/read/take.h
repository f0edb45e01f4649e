// All of NetBox that a plan may ask for, whichever hosts it is for.
#pragma once
#include <stop_token>

#include "core/progress.h"
#include "target/netbox/client.h"

namespace muster::netbox {

// The whole tables, with the fields that any reading looks at.
std::vector<Listing> whole_tables();

// Reads them; complete, or an Error.
Tables take_tables(Client& client, Progress& progress, std::stop_token stop);

}  // namespace muster::netbox
