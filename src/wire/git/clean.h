// Texts as Git's attributes and configuration want them in the store; only for wire/git*.cpp.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "wire/git/git.h"

struct git_repository;

namespace muster::git {

// `changes` with line ends and $Id$ cleaned by the attributes of `parent`; nullopt where a text
// stays as it is. Error for a path whose attributes name a filter program that is configured.
std::vector<std::optional<std::string>> cleaned(git_repository* repo,
                                                const std::optional<ObjectId>& parent,
                                                std::span<const FileChange> changes);

}  // namespace muster::git
