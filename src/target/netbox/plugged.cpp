// Which ports of which switches hosts are plugged in.
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
    }
  }
}

const Plugged::Ports& Plugged::ports_of(const HostFile& a_switch) const {
  static const Ports none;
  const auto found = ports_.find(&a_switch);
  return found == ports_.end() ? none : found->second;
}

const HostFile* Plugged::switch_of(const HostFile& host) const {
  const auto& attached = host.host.observed.attached;
  if (attached.size() != 1 || attached.front().confidence != Confidence::certain) return nullptr;
  const Attachment& place = attached.front();
  const HostFile* a_switch = called_.find(host.host.observed.site, place.device);
  if (a_switch == nullptr || a_switch == &host) return nullptr;
  const Ports& ports = ports_of(*a_switch);
  const auto port = ports.find(place.port);
  return port != ports.end() && port->second.hosts == 1 ? a_switch : nullptr;
}

}  // namespace muster::netbox
