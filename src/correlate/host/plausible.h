// Whether an answer can be true beside what its source told before.
#pragma once
#include <map>
#include <optional>
#include <span>

#include "core/error.h"
#include "model/host.h"
#include "model/observation.h"

namespace muster {

// Rows of each kind in a plausible answer.
using RowCounts = std::map<FactKind, size_t>;
RowCounts told_by(const Observation& seen);

// That an answer is doubtful because of `what`, and how a person vouches for it.
Error doubt_in(const Observation& seen, const std::string& what);

// Why a whole answer is doubtful: a kind of rows that never ends was told before and now is not, or
// most of it is gone. Tables that age (ARP, forwarding) shrink at night, registers (leases, guests)
// do not. Without `before`, `known` hosts that the inventory has from the source stand for it.
std::optional<Error> shrunk(const Observation& seen, const RowCounts& before, size_t known);

// Whether other sources say today what a doubtful answer says: every host known from its source
// that it leaves out is known from another one too, and those answered in full without it.
bool is_borne_out(const Observation& doubtful, std::span<const Observation> all,
                  std::span<const Host* const> known);

}  // namespace muster
