// The forms in which findings are given to people, to forges and to other programs. A form is a row
// of the table. Text from outside is inert in each: it begins no line and no command.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "report/validation.h"

namespace muster {

struct Format {
  std::string_view name;
  std::string_view about;
  bool lines;  // may stand among other lines; the others are one document
  std::string (*render)(const Validation& validation);
};

std::span<const Format> formats();  // sorted by name

// "valid: 3 host files and muster.yaml", or how many mistakes there are, rendered.
std::string verdict(const Validation& validation);

}  // namespace muster
