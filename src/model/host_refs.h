// Hosts that somebody else keeps: what only looks at them copies none.
#pragma once
#include <utility>
#include <vector>

#include "model/host.h"

namespace muster {

class HostRefs {
 public:
  HostRefs() = default;
  HostRefs(std::vector<const Host*> hosts) : hosts_(std::move(hosts)) {}
  // All of a list, which stays where it is meanwhile.
  HostRefs(const std::vector<Host>& hosts) {
    hosts_.reserve(hosts.size());
    for (const Host& host : hosts) hosts_.push_back(&host);
  }

  auto begin() const { return hosts_.begin(); }
  auto end() const { return hosts_.end(); }
  bool empty() const { return hosts_.empty(); }
  size_t size() const { return hosts_.size(); }

 private:
  std::vector<const Host*> hosts_;  // none is null
};

}  // namespace muster
