// What somebody changed in NetBox, as what people state in host files.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "inventory/edit/settings.h"
#include "plan/plan.h"

namespace muster {

// By host id, of the fields of devices and virtual machines that a host file can state. What was
// emptied is not among them: an override states something.
std::map<std::string, std::vector<Setting>> settings_of_drift(const Plan& plan);

}  // namespace muster
