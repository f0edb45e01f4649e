// Sets of keys that are proven to be one host.
#pragma once
#include <string>
#include <unordered_map>
#include <vector>

namespace muster {

class Proof {
 public:
  // The node of a key, made when it is new. A key of a guest names its whole set.
  size_t node(const std::string& key, bool guest = false);
  bool has(const std::string& key) const { return nodes_.contains(key); }
  // Puts two sets together, unless they hold two different guests: what is copied with a guest
  // (MAC, unique id) proves nothing.
  void unite(size_t a, size_t b);
  size_t find(size_t node) const;
  // The guest's node of the set, or npos.
  size_t guest(size_t node) const { return guests_[find(node)]; }

  // The set's interfaces are told in full by the hypervisor or the device itself.
  void mark_listed(size_t node) { listed_[find(node)] = true; }
  bool listed(size_t node) const { return listed_[find(node)]; }

  static constexpr size_t none = static_cast<size_t>(-1);

 private:
  std::unordered_map<std::string, size_t> nodes_;
  mutable std::vector<size_t> parents_;
  std::vector<size_t> guests_;
  std::vector<bool> listed_;
};

}  // namespace muster
