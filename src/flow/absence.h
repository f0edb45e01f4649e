// Why a host that a target knows is not wanted any more, and what its history allows.
#pragma once
#include <map>
#include <set>
#include <span>
#include <stop_token>
#include <string>

#include "flow/workspace.h"
#include "plan/diff.h"

namespace muster {

// The commit of the last complete apply to a target.
struct Applied {
  std::optional<ObjectId> commit;  // nullopt: none is known
  Inventory inventory;
  size_t hosts = 0;  // files of that commit, when some are let go
  Policy policy;
};

// Of every host that owns something in `actual` and is not in `desired`.
std::map<std::string, Standing> standings(const Workspace& workspace, Runner& runner,
                                          const View& view, const Applied& applied,
                                          std::span<const Resource> desired, const Snapshot& actual,
                                          std::stop_token stop);

}  // namespace muster
