#include "target/target.h"

#include "target/netbox/netbox.h"
#include "target/unbound/unbound.h"

namespace muster {

std::unique_ptr<TargetReader> make_reader(const TargetConfig& config, const Secret& token,
                                          ReadWires wires) {
  if (const auto* netbox = std::get_if<NetboxConfig>(&config.kind)) {
    return netbox_reader(*netbox, token, wires);
  }
  return unbound_reader(std::get<UnboundConfig>(config.kind), wires);
}

std::unique_ptr<TargetWriter> make_writer(const TargetConfig& config, const Secret& token,
                                          Wires& wires) {
  if (const auto* netbox = std::get_if<NetboxConfig>(&config.kind)) {
    return netbox_writer(*netbox, token, wires);
  }
  return unbound_writer(std::get<UnboundConfig>(config.kind), wires);
}

}  // namespace muster
