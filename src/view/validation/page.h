// What muster validate found, as one page in HTML without anything from elsewhere.
#pragma once
#include <string>

#include "report/validation.h"

namespace muster {

std::string validation_page(const Validation& validation);

}  // namespace muster
