// What Kea tells of a lease beyond its columns. Pure.
#pragma once
#include <string_view>

#include "collect/dhcp_leases/table.h"
#include "collect/row.h"

namespace muster {

// Why a lease in this state is not in use; "" for state 0.
std::string kea_state(long long state);

// When a lease ends that was given or renewed at `since`; nullopt: never.
std::optional<long long> kea_end(long long since, long long lifetime);

// The relay's option 82 out of a lease's user context, where Kea stores it
// ("store-extended-info").
void add_kea_relay(Lease& lease, const nlohmann::json& user_context);

// A lease as the lease_cmds hook tells it; `fixed` where it is reserved for its client.
void read_kea_lease(const Row& row, bool fixed, LeaseTable& table);

}  // namespace muster
