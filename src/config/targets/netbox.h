#pragma once
#include <string>

#include "config/kind.h"
#include "config/secret_ref.h"
#include "core/clock.h"

namespace muster {

struct NetboxConfig {
  static constexpr std::string_view kind = "netbox";
  static constexpr std::string_view about = "A NetBox.";
  static constexpr Phase phase = Phase::ipam;

  std::string url;
  SecretRef token;
  std::string ca_file;
  std::string proxy;
  Milliseconds timeout{120'000};
  size_t batch = 200;
};

namespace config_file {

std::vector<Key<NetboxConfig>> keys_of(const NetboxConfig&);
void check(Check& check, const NetboxConfig& config);

}  // namespace config_file
}  // namespace muster
