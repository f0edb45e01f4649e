#pragma once
#include <string>

#include "config/kind.h"
#include "config/secret_ref.h"
#include "config/sources/http.h"

namespace muster {

struct ProxmoxConfig : HttpConfig {
  static constexpr std::string_view kind = "proxmox";
  static constexpr std::string_view about =
      "A Proxmox VE node or cluster, by token or by user and password.";
  static constexpr bool forwards = false;

  std::string token_id;  // "user@realm!name"
  SecretRef token;
  std::string username;  // instead of a token
  SecretRef password;
  std::string cluster;  // used where the server tells no cluster name
};

namespace config_file {

std::vector<Key<ProxmoxConfig>> keys_of(const ProxmoxConfig&);
void check(Check& check, const ProxmoxConfig& config);

}  // namespace config_file
}  // namespace muster
