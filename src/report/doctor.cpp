#include "report/doctor.h"

#include <algorithm>

namespace muster {

bool DoctorReport::well() const {
  return std::all_of(checkups.begin(), checkups.end(),
                     [](const Checkup& one) { return one.well(); });
}

}  // namespace muster
