// Cuts what was observed of a host to what a host file may hold.
#pragma once
#include <cstddef>

#include "model/host.h"

namespace muster {

// Shortens the lists of `observed`, all to the same length, until its block is within
// limits::observed_bytes and each list within limits::list_items; `attention` then says so.
// Returns how many items were left out. The first items stay, so equal observations give equal
// bytes, and a second call changes nothing.
size_t fit(Observed& observed);

}  // namespace muster
