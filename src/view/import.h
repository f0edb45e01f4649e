#pragma once
#include <string>

#include "report/import.h"

namespace muster {

std::string import_text(const ImportReport& report);
std::string import_json(const ImportReport& report);

}  // namespace muster
