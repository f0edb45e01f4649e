// Which actual resource a desired one is, and what stands in its way. Internal to the diff.
#pragma once
#include <string>
#include <vector>

#include "plan/diff.h"
#include "plan/index.h"

namespace muster {

enum class Tie {
  none,     // nothing there: create
  key,      // ours, the same thing
  natural,  // ours, but made for another host: a host file was recreated
  foreign,  // not ours
};

struct Pair {
  const Resource* desired = nullptr;
  const Resource* actual = nullptr;
  Tie tie = Tie::none;
  Text collision;  // why the natural key cannot be had; "" = it can
  Key waits_for;   // of ours that gives the natural key up in this plan
  // It is the one of a circle that steps aside first: this is the key of that step.
  Key steps_aside;
};

struct Matches {
  std::vector<Pair> pairs;  // by kind, site, label and key; each desired key once
  Index<Resource> keys;     // desired by key
  std::span<const Resource> actual;
  std::vector<const Resource*> holders;  // desired: whose each actual one is; nullptr: nobody's

  const Resource*& holder(const Resource& one) {
    return holders[static_cast<size_t>(&one - actual.data())];
  }
  const Resource* holder(const Resource& one) const {
    return holders[static_cast<size_t>(&one - actual.data())];
  }
};

// Place of `kind` in the table of kinds; behind all others when it is not there.
size_t rank_of(std::string_view kind, std::span<const KindTraits> kinds);

Matches match(const DiffInput& input);

// Appends what is ours and no longer desired: retires, deletions and keeps.
void diff_absent(const DiffInput& input, const Matches& matches, std::vector<Operation>& into);

// An operation with all that it takes from its resource whatever it does to it.
Operation operation_on(const Resource& resource, const std::string& target, Op op);

}  // namespace muster
