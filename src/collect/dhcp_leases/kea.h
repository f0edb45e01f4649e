// What Kea tells of a lease beyond its columns. Pure.
#pragma once
#include <string_view>

#include "collect/dhcp_leases/table.h"
#include "collect/row.h"

namespace muster {

// Takes a lease out of use by its state. An address that the client made itself and registered
// (RFC 9686) is in use; a state that this Kea has and muster does not know is strange.
void set_kea_state(Lease& lease, long long state);

// A name as text: Kea writes it as a zone file does (RFC 1035, 5.1), "b\195\188ro." for "büro".
std::string kea_name(std::string_view name);

// When a lease ends that was given or renewed at `since`; nullopt: never.
std::optional<long long> kea_end(long long since, long long lifetime);

// The relay's option 82 out of a lease's user context, where Kea stores it
// ("store-extended-info").
void add_kea_relay(Lease& lease, const nlohmann::json& user_context);

// A lease as the lease_cmds hook tells it; `fixed` where it is reserved for its client.
void read_kea_lease(const Row& row, bool fixed, LeaseTable& table);

}  // namespace muster
