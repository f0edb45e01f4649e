// Where configurations are kept: the branch muster/configs of the inventory, which has nothing else
// and no commit in common with it, or the branch that is checked out of a clone of its own.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "backup/store/kept.h"
#include "core/secret.h"
#include "flow/workspace.h"
#include "wire/git/git.h"

namespace muster {

struct KeptFile {
  std::string path;  // "configs/berlin/sw1.cfg"
  ObjectId text;
  KeptFacts facts;
};

class ConfigsRepo {
 public:
  // Of policy.backup.repository, or the inventory's.
  ConfigsRepo(const Workspace& workspace, const BackupPolicy& policy, Runner& runner);

  Repo& repo() { return repo_; }
  const std::string& branch() const { return branch_; }
  // The newer of the local and the remote branch; where they parted, the remote one: what only we
  // have can be captured again.
  const std::optional<ObjectId>& tip() const { return tip_; }
  const std::vector<KeptFile>& files() const { return files_; }
  const KeptFile* find_host(const std::string& id) const;
  const KeptFile* find_path(const std::string& path) const;
  // Of "sw1" or "berlin/sw1"; Error (exit 64) when there is none, or more than one.
  const KeptFile& require(const std::string& device) const;
  std::string text(const KeptFile& file) const { return repo_.read(file.text); }

  // Error (exit 4) when the placeholders there were made with another key.
  void require_key(const Secret& key) const;
  void land(const ObjectId& commit);

 private:
  void load();

  Repo repo_;
  std::string branch_;
  std::optional<ObjectId> local_, tip_;
  std::vector<KeptFile> files_;
};

// policy.backup.key, or what a file of the clone says that Git does not see; it is made once.
Secret redaction_key(const Repo& repo, const BackupPolicy& policy, Runner& runner,
                     bool allow_commands);
// Git packs by itself what became much; where it cannot, the next time will do.
void pack_configs(const Repo& repo, Runner& runner, std::stop_token stop);

// Tells whether a key is the same, and nothing of it.
FileChange key_mark(const Secret& key);

}  // namespace muster
