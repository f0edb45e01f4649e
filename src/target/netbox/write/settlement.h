// What became of each operation, and the ids of what exists.
#pragma once
#include <span>
#include <unordered_set>
#include <vector>

#include "target/netbox/write/body.h"
#include "target/target.h"

namespace muster::netbox {

class Settlement {
 public:
  Settlement(std::span<const Operation* const> operations, const Snapshot& actual);

  void done(size_t at, long long id);
  void failed(size_t at, Error error);
  void skipped(size_t at, Error error);
  // What `at` needs and did not get; empty when nothing is in its way.
  Key blocked(size_t at) const;

  const Ids& ids() const { return ids_; }
  size_t settled() const { return settled_; }
  std::vector<Outcome> take() { return std::move(outcomes_); }

 private:
  void settle(size_t at, Result result, std::optional<Error> error);

  std::span<const Operation* const> operations_;
  std::vector<Outcome> outcomes_;
  Ids ids_;
  std::unordered_set<Key> lost_;  // what did not come to be
  size_t settled_ = 0;
};

}  // namespace muster::netbox
