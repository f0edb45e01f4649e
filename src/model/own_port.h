// By which of its own ports a host is plugged in, as its evidence says: "from Gi1/0/49", and of an
// aggregate by member, "from Gi1/0/49 to Gi2/0/1".
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "model/host.h"

namespace muster {

inline constexpr std::string_view from_port = "from ";
inline constexpr std::string_view to_member = " to ";

struct OwnWire {
  std::string own;
  std::string there;  // Attachment::port, or a member of it
};

inline bool can_be_told(const std::string& own) { return own.find(to_member) == std::string::npos; }

// `there`: a port of the switch that the host is plugged in at `place_port`.
inline Evidence evidence_from(const std::string& own, const std::string& there,
                              const std::string& place_port) {
  const std::string to = there == place_port ? "" : std::string(to_member) + there;
  return {EvidenceKind::told, std::string(from_port) + own + to};
}

inline std::vector<OwnWire> own_wires(const Attachment& place) {
  std::vector<OwnWire> wires;
  for (const Evidence& each : place.because) {
    if (each.kind != EvidenceKind::told || !each.of.starts_with(from_port)) continue;
    const std::string rest = each.of.substr(from_port.size());
    const size_t to = rest.find(to_member);
    const bool member = to != std::string::npos;
    wires.push_back({rest.substr(0, to), member ? rest.substr(to + to_member.size()) : place.port});
  }
  return wires;
}

}  // namespace muster
