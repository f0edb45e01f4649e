// Which ports of which switches hosts are plugged in.
#include "model/own_port.h"
#include "target/netbox/wanted.h"

namespace muster::netbox {

Plugged::Plugged(std::span<const HostFile* const> hosts) {
  for (const HostFile* file : hosts) called_.add(*file);
  for (const HostFile* file : hosts) {
    for (const Attachment& place : file->host.observed.attached) {
      const bool sure =
          place.confidence == Confidence::certain || place.confidence == Confidence::likely;
      const HostFile* a_switch = called_.find(file->host.observed.site, place.device);
      if (!sure || a_switch == nullptr || a_switch == file || place.port.empty()) continue;
      Port& port = ports_[a_switch][place.port];
      port.vlans.insert(place.vlans.begin(), place.vlans.end());
      ++port.hosts;
      for (const OwnWire& wire : own_wires(place)) ports_[a_switch].try_emplace(wire.there);
    }
  }
}

const Plugged::Ports& Plugged::ports_of(const HostFile& a_switch) const {
  static const Ports none;
  const auto found = ports_.find(&a_switch);
  return found == ports_.end() ? none : found->second;
}

std::vector<Plugged::Way> Plugged::ways_of(const HostFile& host) const {
  std::vector<Way> ways;
  const auto& attached = host.host.observed.attached;
  for (const Attachment& place : attached) {
    const HostFile* a_switch = called_.find(host.host.observed.site, place.device);
    if (place.confidence != Confidence::certain || a_switch == nullptr || a_switch == &host)
      continue;
    const Ports& ports = ports_of(*a_switch);
    const auto port = ports.find(place.port);
    if (port == ports.end() || port->second.hosts != 1) continue;
    const auto wires = own_wires(place);
    if (wires.empty() && attached.size() == 1) ways.push_back({a_switch, "", place.port});
    for (const OwnWire& wire : wires) ways.push_back({a_switch, wire.own, wire.there});
  }
  return ways;
}

}  // namespace muster::netbox
