#include "correlate/topology/places_kept.h"

#include <algorithm>
#include <tuple>

namespace muster {
namespace {

// A table that was flushed on the way shows a host behind something for hours, not for days.
constexpr std::chrono::days days_of_doubt{3};

bool is_strong(const Attachment& place) { return place.confidence <= Confidence::likely; }

bool is_same(const Attachment& a, const Attachment& b) {
  return a.device == b.device && a.port == b.port;
}

bool has_same(std::span<const Attachment> places, const Attachment& one) {
  return std::any_of(places.begin(), places.end(),
                     [&](const Attachment& place) { return is_same(place, one); });
}

// Only that the host is somewhere behind the way to other switches.
bool says_nothing(const Attachment& place) {
  return place.confidence == Confidence::unknown || has_evidence(place, EvidenceKind::uplink_to) ||
         has_evidence(place, EvidenceKind::stp_root);
}

// A row of a table, which any host has.
bool is_row(const Evidence& evidence) {
  return evidence.kind == EvidenceKind::bridge_host || evidence.kind == EvidenceKind::only_mac;
}

// Something stands between that the file does not know of.
bool is_contrary(const Evidence& evidence) {
  switch (evidence.kind) {
    case EvidenceKind::many_macs:
    case EvidenceKind::stp_root:
    case EvidenceKind::via_access_point:
    case EvidenceKind::via_phone:
    case EvidenceKind::via_station:
    case EvidenceKind::via_switch:
      return true;
    default:
      return false;
  }
}

bool is_known(const Attachment& place, const Evidence& evidence) {
  return std::find(place.because.begin(), place.because.end(), evidence) != place.because.end();
}

// Whether the same place is known otherwise by something that was told, not by what was not.
bool is_news(const Attachment& old, const Attachment& now) {
  const auto told = [](const Attachment& place, const auto& is) {
    return std::any_of(place.because.begin(), place.because.end(), is);
  };
  const auto is_new = [&](const Evidence& evidence) { return !is_known(old, evidence); };
  const auto is_lost = [&](const Evidence& evidence) {
    return !is_row(evidence) && !is_known(now, evidence);
  };
  const bool alone =
      has_evidence(now, EvidenceKind::only_mac) && !has_evidence(old, EvidenceKind::only_mac);
  if (!std::includes(old.vlans.begin(), old.vlans.end(), now.vlans.begin(), now.vlans.end())) {
    return true;
  }
  if (now.confidence < old.confidence) return !alone;
  if (now.confidence == old.confidence) return told(now, is_new) && !told(old, is_lost);
  const bool accompanied = has_evidence(old, EvidenceKind::only_mac) &&
                           has_evidence(now, EvidenceKind::bridge_host) && !alone;
  const bool bare = std::all_of(old.because.begin(), old.because.end(), is_row);
  return accompanied || (bare && told(now, is_contrary));
}

class Settling {
 public:
  Settling(std::span<const Attachment> before, const std::vector<Attachment>& fresh,
           const Vantage& vantage, Memory& memory)
      : before_(before), fresh_(fresh), vantage_(vantage), memory_(memory) {
    for (const auto& place : fresh) {
      const bool made = !has_same(before, place) && !says_nothing(place);
      found_ = found_ || (made && is_strong(place));
      hinted_ = hinted_ || made;
    }
  }

  Attachment same(const Attachment& old, const Attachment& now) const {
    if (old == now) return now;
    const bool surer = old.confidence <= now.confidence;
    if (surer && !vantage_.all_answered) return old;
    if (is_news(old, now)) return now;
    return memory_.keeps(part_name({"because", old.device, old.port})) ? old : now;
  }

  // Whether the host is still at a place where it was not seen.
  bool keeps(const Attachment& old) const {
    if (!vantage_.placement.knows(vantage_.site, old.device) || left(old)) return false;
    const std::string part = part_of(old);
    const bool replaced = found_ || (hinted_ && says_nothing(old)) || memory_.was_replaced(part);
    if (replaced && !vantage_.placement.may_hold(vantage_.site, old.device)) return false;
    if (replaced) return memory_.keeps_replaced(part);
    return hinted_ ? memory_.keeps(part, days_of_doubt) : memory_.keeps(part);
  }

  void leave() const {
    for (const auto& old : before_) {
      memory_.leave(part_of(old));
      memory_.leave(part_name({"because", old.device, old.port}));
    }
  }

 private:
  static std::string part_of(const Attachment& place) {
    return part_name({"place", place.device, place.port});
  }

  // It is on another port of the same switch.
  bool left(const Attachment& old) const {
    return vantage_.one_mac && std::any_of(fresh_.begin(), fresh_.end(), [&](const auto& place) {
             return place.device == old.device && is_strong(place);
           });
  }

  std::span<const Attachment> before_;
  const std::vector<Attachment>& fresh_;
  const Vantage& vantage_;
  Memory& memory_;
  bool found_ = false;   // at a place that is new
  bool hinted_ = false;  // the same, or behind something that is new
};

}  // namespace

std::vector<Attachment> settle_places(std::span<const Attachment> before,
                                      std::vector<Attachment> fresh, const Vantage& vantage,
                                      Memory& memory) {
  const Settling settling(before, fresh, vantage, memory);
  if (!before.empty() && std::all_of(fresh.begin(), fresh.end(), says_nothing)) {
    settling.leave();
    return {before.begin(), before.end()};
  }
  std::vector<Attachment> kept;
  std::vector<Attachment> now = fresh;
  for (const auto& old : before) {
    const auto same = std::find_if(now.begin(), now.end(),
                                   [&](const Attachment& place) { return is_same(place, old); });
    if (same != now.end()) {
      *same = settling.same(old, *same);
    } else if (settling.keeps(old)) {
      kept.push_back(old);
    }
  }
  if (!before.empty()) {
    std::erase_if(now, [&](const Attachment& place) {
      const bool weak = !is_strong(place) && !has_same(before, place);
      return weak && (!kept.empty() || says_nothing(place));
    });
  }
  now.insert(now.end(), kept.begin(), kept.end());
  std::sort(now.begin(), now.end(), [](const Attachment& a, const Attachment& b) {
    return std::tie(a.device, a.port) < std::tie(b.device, b.port);
  });
  return now;
}

}  // namespace muster
