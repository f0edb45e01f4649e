#include "correlate/identity/proof.h"

#include <algorithm>

namespace muster {

size_t Proof::node(const std::string& key, bool guest) {
  const auto [entry, made] = nodes_.try_emplace(key, parents_.size());
  if (made) {
    parents_.push_back(entry->second);
    guests_.push_back(guest ? entry->second : none);
    listed_.push_back(false);
  }
  return entry->second;
}

size_t Proof::find(size_t node) const {
  while (parents_[node] != node) {
    parents_[node] = parents_[parents_[node]];
    node = parents_[node];
  }
  return node;
}

void Proof::unite(size_t a, size_t b) {
  a = find(a);
  b = find(b);
  if (a == b || (guests_[a] != none && guests_[b] != none)) return;
  parents_[b] = a;
  if (guests_[a] == none) guests_[a] = guests_[b];
  listed_[a] = listed_[a] || listed_[b];
}

}  // namespace muster
