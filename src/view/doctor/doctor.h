#pragma once
#include <string>

#include "report/doctor.h"

namespace muster {

std::string doctor_text(const DoctorReport& report);
std::string doctor_json(const DoctorReport& report);

}  // namespace muster
