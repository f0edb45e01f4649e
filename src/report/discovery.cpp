#include "report/discovery.h"

#include <algorithm>

namespace muster {

size_t SourceReport::dropped_rows() const {
  size_t rows = 0;
  for (const auto& [reason, count] : dropped) rows += count;
  return rows;
}

bool DiscoverReport::source_failed() const {
  return std::any_of(sources.begin(), sources.end(),
                     [](const auto& s) { return s.failed() || s.doubtful; });
}

}  // namespace muster
