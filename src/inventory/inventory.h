// All host files of one tree, and the rules that need more than one of them.
#pragma once
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "config/config.h"
#include "core/error.h"
#include "inventory/host_file.h"
#include "wire/git/git.h"

namespace muster {

struct Inventory {
  std::vector<HostFile> files;                       // by path
  std::map<std::string, size_t, std::less<>> by_id;  // id → index into files

  const HostFile* find(std::string_view id) const;
};

struct SourceText {
  std::string path;
  std::string text;
  std::string refused;  // why it was not read: a symbolic link, too large
};

// Parses the texts below hosts/ on several threads; files that cannot be read are left out and
// reported.
Inventory load_inventory(std::span<const SourceText> texts, Diagnostics& trouble);

// hosts/**.yaml and the schema copy of the work tree (bounded in size and count, symbolic links
// not followed), or of a commit without checking it out.
std::vector<SourceText> read_worktree(const std::string& root);
std::vector<SourceText> read_commit(const Repo& repo, const ObjectId& commit);

// Two hosts with one id, one identity, one name in a site's DNS domain, one address; an approved
// host without a name or classification; unknown classification or site; a name that is no DNS
// label.
void check_inventory(const Inventory& inventory, const Config& config, Diagnostics& trouble);

// What discover wants to be in the tree: new files, files whose observed block changed, and the
// copy of the schema. `existing` holds the texts of the tree the commit goes on. Of people's block
// only the classification follows the proposal, and only while approval is pending and it still
// equals the proposal before. Never removes or moves a file. Error when a new host's file is there
// already but cannot be read.
std::vector<FileChange> plan_files(const Inventory& before, std::span<const SourceText> existing,
                                   std::span<const Host> hosts);

}  // namespace muster
