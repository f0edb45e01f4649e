#include "model/observation.h"

#include <algorithm>
#include <array>

namespace muster {
namespace {

constexpr std::array<std::string_view, 8> name_sources{
    "static-lease", "hypervisor", "device", "dhcp", "ptr", "mdns", "llmnr", "netbios"};

}  // namespace

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

std::string_view word(NameSource source) { return name_sources.at(static_cast<size_t>(source)); }

std::string_view word(GuestKind kind) { return kind == GuestKind::vm ? "vm" : "container"; }

}  // namespace muster
