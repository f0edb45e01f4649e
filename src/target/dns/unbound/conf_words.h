// unbound.conf(5) cut into its keys and their values, comments left out.
#pragma once
#include <functional>
#include <string_view>
#include <vector>

namespace muster::unbound {

struct ConfEntry {
  std::string_view key;                  // without its colon
  std::vector<std::string_view> values;  // without their quotes; none: a clause begins
  int line = 0;
};

// Every key of `text` in its order. What Unbound would refuse is passed over.
void each_entry(std::string_view text, const std::function<void(const ConfEntry&)>& each);

}  // namespace muster::unbound
