#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "config/secret_ref.h"
#include "config/targets/http.h"

namespace muster {

// What is made in NetBox beside hosts only where that is asked for.
inline constexpr std::array<std::string_view, 3> netbox_extras{"cables", "prefixes", "vlans"};

struct NetboxConfig : HttpTargetConfig {
  static constexpr std::string_view kind = "netbox";
  static constexpr std::string_view about = "A NetBox.";
  static constexpr Phase phase = Phase::ipam;

  NetboxConfig() { timeout = Milliseconds(120'000); }

  SecretRef token;
  size_t batch = 200;
  std::vector<std::string> also;  // of netbox_extras
};

namespace config_file {

std::vector<Key<NetboxConfig>> keys_of(const NetboxConfig&);
void check(Check& check, const NetboxConfig& config);

}  // namespace config_file
}  // namespace muster
