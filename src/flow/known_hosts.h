// The hosts of the inventory as discover knows them from before.
#pragma once
#include <deque>
#include <utility>
#include <vector>

#include "model/host_refs.h"

namespace muster {

// Most are as their files say; those are not copied.
class KnownHosts {
 public:
  void add(const Host& host) { hosts_.push_back(&host); }  // which outlives this
  void add_own(Host host) { hosts_.push_back(&own_.emplace_back(std::move(host))); }
  // To be changed here alone.
  Host& own(size_t at) {
    hosts_[at] = &own_.emplace_back(*hosts_[at]);
    return own_.back();
  }

  size_t size() const { return hosts_.size(); }
  const Host& operator[](size_t at) const { return *hosts_[at]; }
  HostRefs all() const { return hosts_; }

 private:
  std::vector<const Host*> hosts_;
  std::deque<Host> own_;
};

}  // namespace muster
