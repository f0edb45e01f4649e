// All host files of one tree, and the rules that need more than one of them.
#pragma once
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "config/config.h"
#include "core/error.h"
#include "inventory/host_file.h"
#include "model/host_refs.h"
#include "wire/git/git.h"

namespace muster {

// Files are shared with every other inventory that holds them, so a copy costs pointers.
class Inventory {
 public:
  using File = std::shared_ptr<const HostFile>;

  Inventory() = default;
  explicit Inventory(std::vector<File> in_any_order, std::vector<std::string> unread_paths = {});

  std::vector<File> files;          // by path
  std::vector<std::string> unread;  // paths of host files that are there but cannot be read
  std::string schema;               // the copy of the schema in the tree, "" when there is none

  const HostFile* find(std::string_view id) const;  // the first by path
  // The path of the file that by its name is of host `id` and cannot be read; nullptr: none is.
  const std::string* find_unread(std::string_view id) const;

 private:
  std::vector<const HostFile*> by_id_;
  std::map<std::string, size_t, std::less<>> unread_by_id_;
};

// Two hosts with one id, one identity, one name in a site's DNS domain, one address; an approved
// host without a name or classification; unknown classification or site; a name that is no DNS
// label.
void check_inventory(const Inventory& inventory, const Config& config, Diagnostics& trouble);

// What discover wants to be in the tree: new files, files whose observed block changed, and the
// copy of the schema. Of people's block only the classification follows the proposal, and only
// while approval is pending and it still equals the proposal before; and a rule may have decided a
// pending approval. Never removes or moves a
// file, and never writes one that does not read back as it was meant. A host whose file cannot be
// written, for that or because the file that is there cannot be read, is left out and told.
std::vector<FileChange> plan_files(const Inventory& before, const HostRefs& hosts,
                                   Diagnostics& trouble);

}  // namespace muster
