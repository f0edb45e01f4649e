// What differs between host files, in words.
#pragma once
#include <optional>
#include <vector>

#include "inventory/inventory.h"
#include "report/history/history.h"

namespace muster {

// Of one host; nullptr: there is none. nullopt: they are equal.
std::optional<HostChange> change_between(const HostFile* before, const HostFile* after);

// Of all, by path. A host is the same by its id, wherever its file is.
std::vector<HostChange> changes_between(const Inventory& before, const Inventory& after);

}  // namespace muster
