// How many rows one GETBULK asks of an agent, found while it answers.
#pragma once
#include "core/clock.h"

namespace muster {

class SnmpPace {
 public:
  // 1 and fewer: GETNEXT.
  int repetitions() const { return repetitions_; }
  // A full answer to `asked` repetitions took `round_trip`: ask for more while that costs no time.
  void answered(int asked, std::chrono::microseconds round_trip);
  // Too big, or lost. False: it is GETNEXT already.
  bool halve(int asked);
  void give_up() { repetitions_ = 1, settled_ = true; }

 private:
  static constexpr int most = 45;  // rows of a forwarding table that fit into 1,400 bytes
  int repetitions_ = 10;
  bool settled_ = false;  // a bigger answer failed before
  std::chrono::microseconds fastest_{0};
};

}  // namespace muster
