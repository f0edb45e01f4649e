// What an apply did.
#pragma once
#include <string>

#include "report/apply.h"

namespace muster {

std::string apply_text(const ApplyReport& report);
// With the plan it carried out.
std::string apply_json(const Plan& plan, const ApplyReport& report);

}  // namespace muster
