// One writer at a time on one machine: an advisory lock that ends with its process, so that a
// killed run leaves none behind.
#pragma once
#include <string>

namespace muster {

class Lock {
 public:
  // Error (exit 7) that names the holder when another process has it. `what` tells others what
  // this run does: "reconcile".
  Lock(const std::string& path, const std::string& what);
  ~Lock();
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

 private:
  int file_ = -1;
};

}  // namespace muster
