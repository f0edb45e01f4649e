#include "report/apply.h"

#include <algorithm>

namespace muster {

size_t ApplyReport::count(Result result) const {
  return static_cast<size_t>(std::count_if(
      lines.begin(), lines.end(), [&](const Line& line) { return line.outcome.result == result; }));
}

bool ApplyReport::complete() const { return verified && count(Result::done) == lines.size(); }

}  // namespace muster
