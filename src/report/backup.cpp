#include "report/backup.h"

#include <algorithm>

namespace muster {

size_t BackupReport::count(BackupOutcome outcome) const {
  return static_cast<size_t>(std::count_if(
      devices.begin(), devices.end(), [&](const auto& one) { return one.outcome == outcome; }));
}

size_t BackupReport::failed() const {
  return static_cast<size_t>(std::count_if(devices.begin(), devices.end(),
                                           [](const auto& one) { return !good(one.outcome); }));
}

}  // namespace muster
