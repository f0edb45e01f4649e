// All host files of one tree, and the rules that need more than one of them.
#pragma once
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "config/config.h"
#include "core/error.h"
#include "inventory/host_file.h"
#include "wire/git/git.h"

namespace muster {

// Files are shared with every other inventory that holds them, so a copy costs pointers.
class Inventory {
 public:
  using File = std::shared_ptr<const HostFile>;

  Inventory() = default;
  explicit Inventory(std::vector<File> in_any_order);

  std::vector<File> files;          // by path
  std::vector<std::string> unread;  // paths of host files that are there but cannot be read
  std::string schema;               // the copy of the schema in the tree, "" when there is none

  const HostFile* find(std::string_view id) const;  // the first by path

 private:
  std::vector<const HostFile*> by_id_;
};

// Two hosts with one id, one identity, one name in a site's DNS domain, one address; an approved
// host without a name or classification; unknown classification or site; a name that is no DNS
// label.
void check_inventory(const Inventory& inventory, const Config& config, Diagnostics& trouble);

// What discover wants to be in the tree: new files, files whose observed block changed, and the
// copy of the schema. Of people's block only the classification follows the proposal, and only
// while approval is pending and it still equals the proposal before. Never removes or moves a
// file. Error when a new host's file is there already but cannot be read.
std::vector<FileChange> plan_files(const Inventory& before, std::span<const Host> hosts);

}  // namespace muster
