#pragma once
#include <string>

#include "config/kind.h"
#include "config/secret_ref.h"

namespace muster {

// Where a DHCP server keeps its leases.
struct DhcpLeasesConfig {
  static constexpr std::string_view kind = "dhcp-leases";
  static constexpr std::string_view about =
      "The leases of a DHCP server, as a file or over its socket.";
  static constexpr bool forwards = false;

  std::string format;    // "dnsmasq" | "isc" | "kea" | "kea-socket"
  std::string path;      // the lease file, or Kea's control socket
  std::string ssh;       // "user@host[:port]": read there; "" here
  std::string identity;  // private key file; "" = `password`
  SecretRef password;
  std::string known_hosts;  // the file that has the server's key
};

namespace config_file {

std::vector<Key<DhcpLeasesConfig>> keys_of(const DhcpLeasesConfig&);
void check(Check& check, const DhcpLeasesConfig& config);

}  // namespace config_file
}  // namespace muster
