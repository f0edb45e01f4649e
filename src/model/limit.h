#pragma once
#include <optional>

namespace muster {

// An absolute number or a percentage: "25", "10%".
struct Limit {
  std::optional<double> percent;
  std::optional<long long> count;
};

}  // namespace muster
