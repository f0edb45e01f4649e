// What a branch said that the other one has taken already without a merge: by a squash, a rebase, a
// cherry-pick.
#pragma once
#include <map>
#include <optional>
#include <string>

#include "wire/git/git.h"

namespace muster {

// By host, where `ours` and `theirs` meet: the last file that commits of `ours` since `base` wrote
// of it and that has stood in `theirs` since, too; nullopt: removed. What went on there since
// counts from it, and not from `base`.
std::map<std::string, std::optional<TreeFile>> landed_hosts(const Repo& repo, const ObjectId& base,
                                                            const ObjectId& ours,
                                                            const ObjectId& theirs);

}  // namespace muster
