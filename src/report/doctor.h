// What muster doctor looked at.
#pragma once
#include <string>
#include <vector>

#include "core/error.h"

namespace muster {

struct Checkup {
  std::string what;     // "git", "source mikrotik:core", "target netbox", "forge"
  std::string found;    // one line, "" when it failed at once
  Diagnostics trouble;  // what is missing, and how to mend it

  bool well() const { return !trouble.has_errors(); }
};

struct DoctorReport {
  std::vector<Checkup> checkups;

  bool well() const;
};

}  // namespace muster
