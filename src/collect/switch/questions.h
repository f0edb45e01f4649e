// What a switch is to be asked next, from what it has answered so far.
#pragma once
#include <compare>
#include <string>
#include <vector>

#include "collect/switch/profiles.h"
#include "collect/switch/tables.h"

namespace muster::switches {

struct Ask {
  Column column{};
  int vlan = 0;         // in the context of this VLAN
  std::string context;  // in this context
  uint32_t row = 0;     // of the column: this instance alone
  auto operator<=>(const Ask&) const = default;
};

struct Wants {
  std::vector<std::string> contexts;  // configured, of VRFs
  bool version_3 = false;             // contexts may be asked for
};

// All that is wanted by now, also what has been answered: the caller leaves that out. Ends: what is
// wanted depends only on finitely many answers.
std::vector<Ask> identity_asks();
std::vector<Ask> wanted(const Told& told, const Profile& profile, const Wants& wants);

SnmpQuestion question_of(const Ask& ask, const Profile& profile);
// The rows of an answer as rows of the whole column.
Rows rows_of(const Ask& ask, const Profile& profile, Rows rows);

}  // namespace muster::switches
