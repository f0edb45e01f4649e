#include "model/observation.h"

namespace muster {

std::string_view word(FactKind kind) {
  switch (kind) {
    case FactKind::lease:
      return "lease";
    case FactKind::arp:
      return "arp";
    case FactKind::bridge_host:
      return "bridge-host";
    case FactKind::neighbor:
      return "neighbor";
    case FactKind::guest:
      return "guest";
    case FactKind::device:
      return "device";
    case FactKind::station:
      return "station";
    case FactKind::probe:
      return "probe";
  }
  return "lease";
}

std::string_view word(NameSource source) {
  switch (source) {
    case NameSource::static_lease:
      return "static-lease";
    case NameSource::hypervisor:
      return "hypervisor";
    case NameSource::device:
      return "device";
    case NameSource::lease:
      return "dhcp";
    case NameSource::ptr:
      return "ptr";
    case NameSource::mdns:
      return "mdns";
    case NameSource::llmnr:
      return "llmnr";
    case NameSource::netbios:
      return "netbios";
  }
  return "dhcp";
}

}  // namespace muster
