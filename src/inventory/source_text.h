// Where the texts of host files come from: a work tree, or a commit without checking it out.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "wire/git/git.h"

namespace muster {

struct SourceText {
  std::string path;
  std::string text;
  std::string refused;                      // why it is not read: a symbolic link, too large
  ObjectId blob = {};                       // "" until it is known
  std::optional<TrackedFile> tracked = {};  // what Git's index says, where the file is unchanged
};

// hosts/**.yaml and the copy of the schema, without texts but that of the schema. Bounded in count
// and depth; symbolic links are not followed but come back as refused. What a sparse check-out
// leaves out (Repo::left_out) comes with its blob.
std::vector<SourceText> list_worktree(const std::string& root, std::vector<TreeFile> left_out = {});
std::vector<SourceText> list_commit(const Repo& repo, const ObjectId& commit);

// Fill in the texts, or why they are refused: of files without a blob, and of those with one.
void read_worktree(const std::string& root, std::span<SourceText* const> texts);
void read_commit(const Repo& repo, std::span<SourceText* const> texts);

}  // namespace muster
