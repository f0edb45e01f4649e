// Where a command works: the repository, its configuration and its inventory, from the work tree
// or from a commit.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/config.h"
#include "inventory/store.h"
#include "wire/git/git.h"
#include "wire/program/run.h"

namespace muster {

struct Workspace {
  Repo repo;
  std::string root;         // of the work tree
  std::string config_file;  // given by --config or MUSTER_CONFIG: read from there, not from Git
  std::shared_ptr<Store> store;
  Runner& runner;
};

// `directory`: where to look from; `config_file`: "" or an explicit file; `runner` runs git.
Workspace open_workspace(const std::string& directory, const std::string& config_file,
                         Runner& runner);

// muster.yaml of the work tree (no commit) or of a commit, over the user's own file, and rules.yaml
// beside it. All mistakes go to `trouble`; nullopt when there is one. Programs that are run from
// then on do not get the variables that hold its secrets.
std::optional<Config> check_config(const Workspace& workspace,
                                   const std::optional<ObjectId>& commit, Diagnostics& trouble);
// The same; throws the mistakes as one.
Config load_config(const Workspace& workspace, const std::optional<ObjectId>& commit,
                   Diagnostics& trouble);

// The same file as that commit has it, wherever --config takes it from; and a file of the runner.
Config load_config_of(const Workspace& workspace, const ObjectId& commit, Diagnostics& trouble);
Config load_config_of(const std::string& file, Diagnostics& trouble);

// What is planned or listed: a commit, or the work tree.
struct View {
  std::optional<ObjectId> commit;  // nullopt: the work tree
  Config config;
  Inventory inventory;
};
// The host files of a commit, or of the work tree.
std::shared_ptr<const Inventory> load_hosts(const Workspace& workspace,
                                            const std::optional<ObjectId>& commit,
                                            Diagnostics& trouble);

// Reads and checks both. Mistakes are in `trouble`; throws only when nothing can be read.
View load_view(const Workspace& workspace, const std::optional<ObjectId>& commit,
               Diagnostics& trouble);

// The commit that `rev` names; Error (exit 64) when there is none.
ObjectId require_commit(const Repo& repo, const std::string& rev);

// Who commits what no person decided: Git's identity, or "muster <muster@localhost>" when none is
// set.
Signature committer(const Repo& repo);

// Throws the collected mistakes as one: exit 3, with every one rendered.
void require_valid(const Diagnostics& trouble);

// The failure that carries many: its message is a count, the mistakes themselves are in `all`.
class Invalid : public Error {
 public:
  explicit Invalid(Diagnostics mistakes);
  Diagnostics all;
};

}  // namespace muster
