#include "config/targets/unbound.h"

#include "config/check.h"
#include "config/key.h"

namespace muster::config_file {

std::vector<Key<UnboundConfig>> keys_of(const UnboundConfig&) {
  using U = UnboundConfig;
  return {
      needed(key<&U::file, read_path>("file", "The included file that muster owns.",
                                      "/etc/unbound/muster.conf")),
      key<&U::config, read_path>("config", "unbound.conf, for unbound-checkconf.",
                                 "/etc/unbound/unbound.conf"),
      key<&U::control, read_flag>("control", "true: reload by unbound-control and query back."),
      key<&U::address, read_address>("address", "Where to query back."),
      number<&U::port, 1, 65535>("port", "The port to query back."),
      number<&U::ttl, 0, 2'147'483'647>("ttl", "Seconds that records may be kept."),
  };
}

void check(Check& check, const UnboundConfig& config) {
  check.unique("file", config.file, "writes");
}

}  // namespace muster::config_file
