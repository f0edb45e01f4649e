// One writer at a time on one machine: an advisory lock that ends with its process, so that a
// killed run leaves none behind.
#pragma once
#include <string>

#include "wire/fd.h"

namespace muster {

class Lock {
 public:
  // Error (exit 7) that names the holder when another process has it. `what` tells others what
  // this run does: "reconcile".
  Lock(const std::string& path, const std::string& what);

 private:
  Fd file_;
};

}  // namespace muster
