#include "collect/switch/reading.h"

#include <algorithm>

namespace muster::switches {
namespace {

constexpr size_t kFewestIndexes = 3;         // unmapped numbers that are no accident together
constexpr size_t kDecisive = 2;              // faults, at least; and
constexpr size_t kDecisivePart = 4;          // this part of the numbers
constexpr size_t kHolds = 9, kHoldsOf = 10;  // of the numbers that must be ifIndexes

using Number = std::pair<const Ladder*, uint32_t>;

// How well a reading fits what else is known.
struct Tally {
  size_t faults = 0;   // numbers that lead nowhere, or to a port that is down
  long agreement = 0;  // of neighbours and VLANs; below 0 where they contradict
};

bool better(const Tally& a, const Tally& b, size_t numbers) {
  if (a.agreement > b.agreement) return a.faults <= b.faults;
  if (a.agreement < b.agreement) return false;
  return a.faults + std::max(kDecisive, numbers / kDecisivePart) <= b.faults;
}

class Scale {
 public:
  Scale(std::span<const NumberedRow> rows, const Interfaces& interfaces, const Witness& witness)
      : rows_(rows), interfaces_(interfaces), witness_(witness) {
    for (const NumberedRow& row : rows) {
      if (row.port != 0) numbers_.insert({row.ladder, row.port});
    }
  }

  Reading read(Reading prior) const {
    if (numbers_.empty()) return Reading::bridge_port;
    const bool maps = std::any_of(numbers_.begin(), numbers_.end(),
                                  [](const Number& one) { return one.first->maps(); });
    if (!maps) return mostly_ports() ? Reading::if_index : Reading::none;
    if (chooses_index(prior)) return Reading::if_index;
    return rest_are_indexes() ? Reading::bridge_port_or_index : Reading::bridge_port;
  }

 private:
  bool usable(const Place& place) const {
    return place.if_index != 0 && !interfaces_.at(place.if_index).down;
  }

  // Without a map of bridge ports: more of them are interfaces than not.
  bool mostly_ports() const {
    const auto fits = std::count_if(numbers_.begin(), numbers_.end(), [&](const Number& one) {
      const auto found = interfaces_.find(one.second);
      return found != interfaces_.end() && !found->second.down;
    });
    return 2 * static_cast<size_t>(fits) > numbers_.size();
  }

  bool chooses_index(Reading prior) const {
    const auto held = std::count_if(numbers_.begin(), numbers_.end(), [](const Number& one) {
      return one.first->as_index(one.second).if_index != 0;
    });
    if (static_cast<size_t>(held) * kHoldsOf < numbers_.size() * kHolds) return false;
    size_t apart = 0;  // numbers that the readings lead elsewhere
    for (const auto& [ladder, port] : numbers_) {
      apart += ladder->find(port).if_index != ladder->as_index(port).if_index ? 1 : 0;
    }
    const Tally ports = tally(Reading::bridge_port);
    const Tally indexes = tally(Reading::if_index);
    return prior == Reading::if_index ? !better(ports, indexes, apart)
                                      : better(indexes, ports, apart);
  }

  Tally tally(Reading reading) const {
    Tally told;
    for (const auto& [ladder, port] : numbers_) {
      told.faults += usable(place_by(reading, *ladder, port)) ? 0 : 1;
    }
    std::set<std::pair<uint32_t, int>> vlans;  // by ifIndex: a crowded port counts once
    for (const NumberedRow& row : rows_) {
      const uint32_t index = place_by(reading, *row.ladder, row.port).if_index;
      if (index == 0) continue;
      told.agreement += heard(row.mac, index);
      if (row.vlan != 0 && vlans.insert({index, row.vlan}).second) {
        told.agreement += passes(index, row.vlan);
      }
    }
    return told;
  }

  uint32_t whole(uint32_t index) const {
    const auto found = interfaces_.find(index);
    return found == interfaces_.end() || found->second.lag == 0 ? index : found->second.lag;
  }

  int heard(Mac mac, uint32_t index) const {
    const auto found = witness_.heard.find(mac);
    if (found == witness_.heard.end()) return 0;
    const bool there = std::any_of(found->second.begin(), found->second.end(),
                                   [&](uint32_t other) { return whole(other) == whole(index); });
    return there ? 1 : -1;
  }

  int passes(uint32_t index, int vlan) const {
    const auto found = witness_.members.find(index);
    if (found == witness_.members.end()) return 0;
    if (found->second.vlans.contains(vlan)) return 1;
    return found->second.whole ? -1 : 0;
  }

  // A port with a bridge port of its own would be told by that. One or two numbers are no proof,
  // unless they are aggregates.
  bool rest_are_indexes() const {
    size_t rest = 0;
    size_t aggregates = 0;
    for (const auto& [ladder, port] : numbers_) {
      if (ladder->find(port).if_index != 0 || ladder->is_bridge_port(port)) continue;
      const Place place = ladder->as_index(port);
      if (!usable(place) || ladder->has_bridge_port(port)) return false;
      ++rest;
      aggregates += interfaces_.at(port).aggregate() ? 1 : 0;
    }
    return rest != 0 && (rest == aggregates || rest >= kFewestIndexes);
  }

  std::span<const NumberedRow> rows_;
  const Interfaces& interfaces_;
  const Witness& witness_;
  std::set<Number> numbers_;
};

}  // namespace

Reading weigh(std::span<const NumberedRow> rows, const Interfaces& interfaces,
              const Witness& witness, Reading prior) {
  return Scale(rows, interfaces, witness).read(prior);
}

Place place_by(Reading reading, const Ladder& ladder, uint32_t port) {
  if (reading == Reading::if_index) return ladder.as_index(port);
  const Place place = ladder.find(port);
  const bool rest = place.if_index == 0 && !ladder.is_bridge_port(port);
  return rest && reading == Reading::bridge_port_or_index ? ladder.as_index(port) : place;
}

}  // namespace muster::switches
