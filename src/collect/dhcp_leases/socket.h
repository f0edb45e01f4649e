// Kea's control socket: what its daemon says of its leases.
#pragma once
#include <functional>
#include <optional>
#include <string>

#include "collect/dhcp_leases/table.h"

namespace muster {

// Sends one command and gives back its answer, both JSON.
using AskKea = std::function<std::string(const std::string& command)>;

// Reads all leases page by page by the hook lease_cmds. Where the daemon has not loaded it, the
// path of its memfile comes back, which has them too. Error when there is neither; `name` is that
// of the socket.
std::optional<std::string> read_kea_socket(const std::string& name, const AskKea& ask,
                                           LeaseTable& table);

}  // namespace muster
