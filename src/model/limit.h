#pragma once
#include <optional>

namespace muster {

// An absolute number or a percentage: "25", "10%".
struct Limit {
  std::optional<double> percent;
  std::optional<long long> count;
};

// What both allow.
inline Limit stricter(Limit a, const Limit& b) {
  if (b.percent && (!a.percent || *b.percent < *a.percent)) a.percent = b.percent;
  if (b.count && (!a.count || *b.count < *a.count)) a.count = b.count;
  return a;
}

}  // namespace muster
