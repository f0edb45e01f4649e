// Which name a host gets from those that were told of it.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "correlate/identity/identity.h"
#include "model/host.h"

namespace muster {

// A name that many devices tell of themselves, or a bare address: loses to any other.
bool is_generic_name(std::string_view name);

// Every name told in the group with its source, best source first.
std::vector<NameCandidate> name_candidates(const Group& group);

// Brings candidates into their order and drops repetitions and more than a file should hold.
void sort_candidates(std::vector<NameCandidate>& candidates);

struct NameChoice {
  std::string name;       // a DNS label, "" when no candidate gives one
  bool conflict = false;  // sources of equal rank tell different names
};

// `before` wins among equals, so that a conflict does not make a name change to and fro. A guest
// with a domain that is not `domain`, the site's, keeps it in its name: "mail.a.example" gives
// "mail-a-example", unless it is called "mail" already.
NameChoice choose_name(std::span<const NameCandidate> candidates, std::string_view before,
                       std::string_view domain);

}  // namespace muster
