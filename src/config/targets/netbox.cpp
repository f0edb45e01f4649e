#include "config/targets/netbox.h"

#include "config/check.h"
#include "config/key.h"

namespace muster::config_file {

std::vector<Key<NetboxConfig>> keys_of(const NetboxConfig&) {
  using N = NetboxConfig;
  return part_of<N, HttpTargetConfig>() +
         std::vector<Key<N>>{
             needed(key<&N::token, read_secret>("token", "Where the API token is kept.")),
             number<&N::batch, 1, 1000>("batch", "Objects written in one request."),
             choices<&N::also, netbox_extras>("also",
                                              "What is made beside hosts: cables to switch ports, "
                                              "prefixes that hold them, VLANs "
                                              "on their interfaces.",
                                              R"(["cables", "prefixes", "vlans"])")};
}

void check(Check& check, const NetboxConfig& config) {
  check.open_line("url", config.url);
  check.unique("url", config.url, "writes to");
}

}  // namespace muster::config_file
