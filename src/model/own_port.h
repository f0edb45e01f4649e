// By which of its own ports a host is plugged in, as its evidence says: "from Gi1/0/49".
#pragma once
#include <string>
#include <string_view>

#include "model/host.h"

namespace muster {

inline constexpr std::string_view from_port = "from ";

inline Evidence evidence_from(const std::string& port) {
  return {EvidenceKind::told, std::string(from_port) + port};
}

// "" where nothing says so.
inline std::string own_port_of(const Attachment& place) {
  for (const Evidence& each : place.because) {
    if (each.kind == EvidenceKind::told && each.of.starts_with(from_port))
      return each.of.substr(from_port.size());
  }
  return "";
}

}  // namespace muster
