// What muster validate found.
#pragma once
#include <string>

#include "core/error.h"

namespace muster {

struct Validation {
  size_t hosts = 0;      // host files that were read
  std::string config;    // the configuration's file as shown
  Diagnostics findings;  // by place
  bool valid() const { return !findings.has_errors(); }
};

}  // namespace muster
