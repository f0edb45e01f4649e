// The approved-plan rule: a run may do a subset of what was approved, never more.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "plan/plan.h"

namespace muster {

struct Approved {
  std::string digest;         // "sha256:…"
  std::set<std::string> ids;  // empty when only the digest is known
};

// From plan.json (`text`), whose digest is checked against its operations, or from "sha256:…".
Approved parse_approved(std::string_view text, std::string_view origin);

// Operations that would run but were not approved. With a digest alone, all of them unless the
// digest is that of the plan.
std::vector<const Operation*> beyond(const Plan& plan, const Approved& approved);

}  // namespace muster
