#pragma once
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/kind.h"
#include "config/secret_ref.h"

namespace muster {

struct UnboundConfig {
  static constexpr std::string_view kind = "unbound";
  static constexpr std::string_view about = "An Unbound, or several alike, here or over SSH.";
  static constexpr Phase phase = Phase::dns;

  static constexpr std::array<std::string_view, 2> styles{"local-data", "auth-zone"};

  std::string file;      // the included file that muster owns
  std::string config;    // unbound.conf, for unbound-checkconf; "" = the program's default
  bool control = false;  // reload by unbound-control and query back
  std::string address;   // where to query back; "" = this machine, or where SSH goes
  int port = 53;
  int ttl = 3600;
  std::string style = "local-data";  // how zones stand that are muster's wholly

  std::string ssh;                             // "user@host[:port]": there; "" here
  std::map<std::string, std::string> servers;  // the same by name, for several
  std::string identity;                        // private key file
  SecretRef password;                          // to log in, or the passphrase of the key
  bool agent = false;                          // log in by a key of the SSH agent
  std::string known_hosts;                     // the file that has the servers' keys
  std::vector<std::string> host_keys;          // or their fingerprints
  bool sudo = false;                           // run Unbound's programs by sudo
  std::string control_path;                    // of unbound-control; "" = as usual
  std::string checkconf_path;
};

namespace config_file {

std::vector<Key<UnboundConfig>> keys_of(const UnboundConfig&);
void check(Check& check, const UnboundConfig& config);

}  // namespace config_file
}  // namespace muster
