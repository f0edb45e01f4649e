#pragma once
#include "config/secret_ref.h"
#include "config/targets/http.h"

namespace muster {

struct PowerDnsConfig : HttpTargetConfig {
  static constexpr std::string_view kind = "powerdns";
  static constexpr std::string_view about = "An authoritative PowerDNS, by its HTTP API.";
  static constexpr Phase phase = Phase::dns;

  SecretRef key;
  std::string server = "localhost";  // how the API calls it
  int ttl = 3600;
};

namespace config_file {

std::vector<Key<PowerDnsConfig>> keys_of(const PowerDnsConfig&);
void check(Check& check, const PowerDnsConfig& config);

}  // namespace config_file
}  // namespace muster
