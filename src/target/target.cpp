// The kinds of target, in the order of config/targets.h, which tells how to add one.
#include "target/target.h"

#include <algorithm>
#include <array>

#include "target/dns/powerdns/powerdns.h"
#include "target/dns/unbound/unbound.h"
#include "target/netbox/netbox.h"

namespace muster {
namespace {

struct Row {
  std::string_view kind;
  std::unique_ptr<TargetReader> (*reader)(const TargetSettings&, const Secrets&, ReadWires);
  std::unique_ptr<TargetWriter> (*writer)(const TargetSettings&, const Secrets&, Wires&);
};

template <class Kind, auto Reader, auto Writer>
constexpr Row row() {
  return {Kind::kind,
          [](const TargetSettings& settings, const Secrets& secrets, ReadWires wires) {
            return Reader(std::get<Kind>(settings), secrets, wires);
          },
          [](const TargetSettings& settings, const Secrets& secrets, Wires& wires) {
            return Writer(std::get<Kind>(settings), secrets, wires);
          }};
}

constexpr std::array rows{
    row<NetboxConfig, netbox_reader, netbox_writer>(),
    row<PowerDnsConfig, powerdns_reader, powerdns_writer>(),
    row<UnboundConfig, unbound_reader, unbound_writer>(),
};

// A row for each kind of config/targets.h, at its place.
template <class... Kinds>
constexpr bool complete(const std::variant<Kinds...>*) {
  constexpr std::array<std::string_view, sizeof...(Kinds)> kinds{Kinds::kind...};
  return std::equal(rows.begin(), rows.end(), kinds.begin(), kinds.end(),
                    [](const Row& row, std::string_view kind) { return row.kind == kind; });
}
static_assert(complete(static_cast<const TargetSettings*>(nullptr)));

}  // namespace

std::unique_ptr<TargetReader> make_reader(const TargetConfig& target, const Secrets& secrets,
                                          ReadWires wires) {
  return rows.at(target.settings.index()).reader(target.settings, secrets, wires);
}

std::unique_ptr<TargetReader> make_saved_reader(const TargetConfig& target, std::string_view saved,
                                                ReadWires wires) {
  const auto* netbox = std::get_if<NetboxConfig>(&target.settings);
  return netbox ? netbox_saved(*netbox, saved, wires) : nullptr;
}

std::unique_ptr<TargetWriter> make_writer(const TargetConfig& target, const Secrets& secrets,
                                          Wires& wires) {
  return rows.at(target.settings.index()).writer(target.settings, secrets, wires);
}

}  // namespace muster
