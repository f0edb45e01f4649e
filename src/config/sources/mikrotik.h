#pragma once
#include <string>

#include "config/kind.h"
#include "config/secret_ref.h"
#include "config/sources/http.h"

namespace muster {

struct MikrotikConfig : HttpConfig {
  static constexpr std::string_view kind = "mikrotik";
  static constexpr std::string_view about = "A MikroTik RouterOS device, over REST or its API.";
  static constexpr bool forwards = true;

  std::string username;
  SecretRef password;
  std::string transport = "auto";  // "auto" | "rest" | "api" | "api-tls"
  int api_port = 0;                // 0 = 8728, or 8729 with TLS
  bool plain_login = false;        // may tell an old router its password unencrypted
};

namespace config_file {

std::vector<Key<MikrotikConfig>> keys_of(const MikrotikConfig&);

}  // namespace config_file
}  // namespace muster
