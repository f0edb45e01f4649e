// DHCP servers that keep their leases in a file: dnsmasq, ISC dhcpd, Kea.
#pragma once
#include "collect/collector.h"

namespace muster {

Observation collect_dhcp_leases(const Source& source, Wires& wires, std::stop_token stop);

}  // namespace muster
