#pragma once
#include <string>

#include "config/kind.h"

namespace muster {

struct UnboundConfig {
  static constexpr std::string_view kind = "unbound";
  static constexpr std::string_view about = "An Unbound on this machine.";
  static constexpr Phase phase = Phase::dns;

  std::string file;      // the included file that muster owns
  std::string config;    // unbound.conf, for unbound-checkconf; "" = the program's default
  bool control = false;  // reload by unbound-control and query back
  std::string address = "127.0.0.1";  // where to query back
  int port = 53;
  int ttl = 3600;
};

namespace config_file {

std::vector<Key<UnboundConfig>> keys_of(const UnboundConfig&);
void check(Check& check, const UnboundConfig& config);

}  // namespace config_file
}  // namespace muster
