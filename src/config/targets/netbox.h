#pragma once
#include "config/secret_ref.h"
#include "config/targets/http.h"

namespace muster {

struct NetboxConfig : HttpTargetConfig {
  static constexpr std::string_view kind = "netbox";
  static constexpr std::string_view about = "A NetBox.";
  static constexpr Phase phase = Phase::ipam;

  NetboxConfig() { timeout = Milliseconds(120'000); }

  SecretRef token;
  size_t batch = 200;
};

namespace config_file {

std::vector<Key<NetboxConfig>> keys_of(const NetboxConfig&);
void check(Check& check, const NetboxConfig& config);

}  // namespace config_file
}  // namespace muster
