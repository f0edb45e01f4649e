#include "config/sources/dhcp_leases.h"

#include <array>

#include "config/check.h"
#include "config/key.h"

namespace muster::config_file {
namespace {

constexpr std::array<std::string_view, 4> formats{"dnsmasq", "isc", "kea", "kea-socket"};

}  // namespace

std::vector<Key<DhcpLeasesConfig>> keys_of(const DhcpLeasesConfig&) {
  using L = DhcpLeasesConfig;
  return {
      needed(
          choice<&L::format, formats>("format", "Whose leases: dnsmasq, isc, kea or kea-socket.")),
      needed(key<&L::path, read_path>("path", "The lease file, or Kea's control socket.",
                                      "/var/lib/misc/dnsmasq.leases")),
      key<&L::ssh, read_login>("ssh", "Read it there: user@host, with :port if not 22.",
                               "muster@dhcp1.example"),
      key<&L::identity, read_path>("identity", "The private key to log in with."),
      key<&L::password, read_secret>("password", "Where the password to log in is kept."),
      key<&L::known_hosts, read_path>("known_hosts", "The file that has the server's host key."),
  };
}

void check(Check& check, const DhcpLeasesConfig& config) {
  if (config.ssh.empty()) return;
  if (config.known_hosts.empty()) {
    check.fault("ssh", check.title() + " has no known_hosts",
                "add known_hosts: FILE with the server's host key (ssh-keyscan writes it)");
  }
  if (config.identity.empty() && config.password.empty()) {
    check.fault("ssh", check.title() + " cannot log in by SSH",
                "add identity: FILE or password: {env: NAME}");
  }
}

}  // namespace muster::config_file
