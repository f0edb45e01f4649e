#include "correlate/topology/places_kept.h"

#include <algorithm>
#include <tuple>

namespace muster {
namespace {

bool is_strong(const Attachment& place) { return place.confidence <= Confidence::likely; }

bool is_same(const Attachment& a, const Attachment& b) {
  return a.device == b.device && a.port == b.port;
}

bool has_same(std::span<const Attachment> places, const Attachment& one) {
  return std::any_of(places.begin(), places.end(),
                     [&](const Attachment& place) { return is_same(place, one); });
}

}  // namespace

std::vector<Attachment> settle_places(std::span<const Attachment> before,
                                      std::vector<Attachment> fresh, const Placement& placement,
                                      const std::string& site, bool all_answered, bool one_mac) {
  const auto nowhere = [](const Attachment& place) {
    return place.confidence == Confidence::unknown;
  };
  if (!before.empty() && std::all_of(fresh.begin(), fresh.end(), nowhere)) {
    return {before.begin(), before.end()};
  }
  std::vector<Attachment> kept;
  for (const auto& old : before) {
    const auto now = std::find_if(fresh.begin(), fresh.end(),
                                  [&](const Attachment& place) { return is_same(place, old); });
    if (now != fresh.end()) {
      const bool surer = old.confidence <= now->confidence;
      if (surer && !all_answered) *now = old;
      continue;
    }
    const bool moved = one_mac && std::any_of(fresh.begin(), fresh.end(), [&](const auto& place) {
                         return place.device == old.device && is_strong(place);
                       });
    if (placement.may_hold(site, old.device) && !moved) kept.push_back(old);
  }
  if (!kept.empty()) {
    std::erase_if(fresh, [&](const Attachment& place) {
      return !is_strong(place) && !has_same(before, place);
    });
  }
  fresh.insert(fresh.end(), kept.begin(), kept.end());
  std::sort(fresh.begin(), fresh.end(), [](const Attachment& a, const Attachment& b) {
    return std::tie(a.device, a.port) < std::tie(b.device, b.port);
  });
  return fresh;
}

}  // namespace muster
