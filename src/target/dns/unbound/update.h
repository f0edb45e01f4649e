// Carries operations out on one server, so that the old content is served until the new one is
// proven, and is back when it is not.
#pragma once
#include "target/dns/unbound/owned_file.h"
#include "target/dns/unbound/servers.h"

namespace muster::unbound {

void update(const UnboundConfig& config, const Door& door, Machine& machine, Clock& clock,
            std::span<const Operation* const> operations, const Holding& holding,
            std::stop_token stop);

}  // namespace muster::unbound
