#pragma once

#include <string>
#include <vector>

#include "env_file.h"

namespace muster::lab {

struct NetboxPlan {
  bool wanted = true;
  std::vector<std::string> flags;  // passed on
  int port = 0;                    // 0: any free one
};

// The NetBox double in a process of its own, which must start before any thread. Ends with this.
class NetboxChild {
 public:
  NetboxChild(const NetboxPlan& plan, EnvFile& env);
  ~NetboxChild();
  NetboxChild(const NetboxChild&) = delete;
  NetboxChild& operator=(const NetboxChild&) = delete;

 private:
  int process_ = 0;
};

}  // namespace muster::lab
