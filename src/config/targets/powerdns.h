#pragma once
#include <string>

#include "config/kind.h"
#include "config/secret_ref.h"
#include "core/clock.h"

namespace muster {

struct PowerDnsConfig {
  static constexpr std::string_view kind = "powerdns";
  static constexpr std::string_view about = "An authoritative PowerDNS, by its HTTP API.";
  static constexpr Phase phase = Phase::dns;

  std::string url;
  SecretRef key;
  std::string server = "localhost";  // how the API calls it
  std::string ca_file;
  std::string proxy;
  Milliseconds timeout{60'000};
  int ttl = 3600;
};

namespace config_file {

std::vector<Key<PowerDnsConfig>> keys_of(const PowerDnsConfig&);
void check(Check& check, const PowerDnsConfig& config);

}  // namespace config_file
}  // namespace muster
