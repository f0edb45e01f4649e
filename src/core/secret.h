// A value that must not be shown. It has no stream operator, no JSON form and no comparison with
// text; the one way to its bytes is reveal(), so that every use can be found by that word.
#pragma once
#include <string>
#include <utility>

namespace muster {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  const std::string& reveal() const { return value_; }
  bool empty() const { return value_.empty(); }

 private:
  std::string value_;
};

}  // namespace muster
