#include "wire/snmp/pace.h"

#include <algorithm>

namespace muster {

void SnmpPace::answered(int asked, std::chrono::microseconds round_trip) {
  constexpr std::chrono::microseconds jitter{10'000};
  if (fastest_.count() == 0 || round_trip < fastest_) fastest_ = round_trip;
  if (settled_ || asked < repetitions_ || round_trip > 2 * fastest_ + jitter) return;
  repetitions_ = std::min(repetitions_ * 2, most);
}

bool SnmpPace::halve(int asked) {
  if (repetitions_ <= 1) return false;
  settled_ = true;
  repetitions_ = std::max(1, std::min(repetitions_, asked / 2));
  return true;
}

}  // namespace muster
