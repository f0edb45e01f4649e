#include "flow/workspace.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "config/rules.h"
#include "core/text.h"
#include "flow/connectors.h"
#include "wire/files.h"

namespace muster {
namespace {

// `path` is below the work tree's top.
ConfigText committed(const Workspace& workspace, const ObjectId& commit, const std::string& path) {
  auto found = workspace.repo.read_at(commit, path);
  if (!found) {
    throw Error(fmt::format("commit {} has no {}", commit.substr(0, 9), path), Exit::invalid)
        .mend(fmt::format("commit it: git add {} && git commit", path));
  }
  const auto folder = std::filesystem::path(workspace.root + "/" + path).parent_path();
  return {path, std::move(*found), false, folder.string()};
}

ConfigText repository_config(const Workspace& workspace, const std::optional<ObjectId>& commit) {
  if (!workspace.config_file.empty()) return load_config(workspace.config_file);
  if (commit) return committed(workspace, *commit, "muster.yaml");
  ConfigText text = load_config(workspace.root + "/muster.yaml");
  text.file = "muster.yaml";
  text.folder = workspace.root;
  return text;
}

// A file in `folder`, nullopt when there is none.
std::optional<std::string> file_in(const std::string& folder, const std::string& path) {
  constexpr size_t most = 1 << 20;
  const std::string file = folder + "/" + path;
  if (!std::filesystem::exists(file)) return std::nullopt;
  return read_bounded(file, most).text;
}

// A file of the repository, or beside the muster.yaml that --config names.
ReadFile files_of(const Workspace& workspace, const std::optional<ObjectId>& commit) {
  if (!workspace.config_file.empty()) {
    const std::string folder = std::filesystem::path(workspace.config_file).parent_path().string();
    return [folder](const std::string& path) { return file_in(folder, path); };
  }
  if (commit) {
    return [&workspace, id = *commit](const std::string& path) {
      return workspace.repo.read_at(id, path);
    };
  }
  return [&workspace](const std::string& path) { return file_in(workspace.root, path); };
}

std::optional<Config> over_own(ConfigText text, const ReadFile& files, Diagnostics& trouble) {
  std::vector<ConfigText> layers{std::move(text)};
  if (auto own = own_config()) layers.push_back(std::move(*own));
  auto config = read_config(layers, trouble);
  Diagnostics found;
  if (config) attach_connectors(*config, files, found);
  const bool bad = found.has_errors();
  trouble.add(std::move(found));
  return bad ? std::nullopt : std::move(config);
}

Config over_own_or_throw(ConfigText text, const ReadFile& files, Diagnostics& trouble) {
  auto config = over_own(std::move(text), files, trouble);
  if (!config) throw Invalid(trouble);
  return std::move(*config);
}

// rules.yaml at the top of the repository, if there is one.
std::optional<std::string> rules_text(const Workspace& workspace,
                                      const std::optional<ObjectId>& commit) {
  if (commit) return workspace.repo.read_at(*commit, std::string(rules_file));
  return file_in(workspace.root, std::string(rules_file));
}

// Before any program runs. What is wrong with the file is told by who reads it to use it.
void keep_back_secrets(const Workspace& workspace) try {
  Diagnostics ignored;
  check_config(workspace, std::nullopt, ignored);
} catch (const Error&) {
}

}  // namespace

Workspace open_workspace(const std::string& directory, const std::string& config_file,
                         Runner& runner) {
  if (!config_file.empty()) {
    Repo repo = Repo::open(directory, &runner);
    std::string root = repo.root();
    auto store = std::make_shared<Store>(repo.git_dir() + "/muster");
    Workspace out{std::move(repo), std::move(root), std::filesystem::absolute(config_file),
                  std::move(store), runner};
    keep_back_secrets(out);
    return out;
  }
  const std::string found = find_config(directory);
  Repo repo = Repo::open(std::filesystem::path(found).parent_path(), &runner);
  std::string root = repo.root();
  if (!std::filesystem::equivalent(std::filesystem::path(found).parent_path(), root)) {
    throw Error(fmt::format("{} is not at the top of its repository, {}", found, root),
                Exit::invalid)
        .mend("keep muster.yaml beside the folder hosts/ at the top");
  }
  auto store = std::make_shared<Store>(repo.git_dir() + "/muster");
  Workspace out{std::move(repo), std::move(root), "", std::move(store), runner};
  keep_back_secrets(out);
  return out;
}

std::optional<Config> check_config(const Workspace& workspace,
                                   const std::optional<ObjectId>& commit, Diagnostics& trouble) {
  auto config =
      over_own(repository_config(workspace, commit), files_of(workspace, commit), trouble);
  Diagnostics found;
  std::shared_ptr<const Rules> rules;
  if (const auto text = rules_text(workspace, commit)) {
    rules = read_rules(*text, std::string(rules_file), found);
  }
  if (config && rules && !found.has_errors()) check_rules(*rules, *config, found);
  const bool bad = !config || found.has_errors();
  trouble.add(std::move(found));
  if (config) {
    for (const std::string& variable : secret_variables(*config)) {
      workspace.runner.keep_back(variable);
    }
  }
  if (bad) return std::nullopt;
  if (rules) config->rules = std::move(rules);
  return config;
}

Config load_config(const Workspace& workspace, const std::optional<ObjectId>& commit,
                   Diagnostics& trouble) {
  auto config = check_config(workspace, commit, trouble);
  if (!config) throw Invalid(trouble);
  return std::move(*config);
}

Config load_config_of(const Workspace& workspace, const ObjectId& commit, Diagnostics& trouble) {
  const std::string path = workspace.config_file.empty()
                               ? "muster.yaml"
                               : std::filesystem::path(workspace.config_file)
                                     .lexically_relative(workspace.root)
                                     .string();
  const auto files = [&](const std::string& file) {
    const auto folder = std::filesystem::path(path).parent_path();
    return workspace.repo.read_at(commit, (folder / file).string());
  };
  return over_own_or_throw(committed(workspace, commit, path), files, trouble);
}

Config load_config_of(const std::string& file, Diagnostics& trouble) {
  const std::string folder = std::filesystem::path(file).parent_path().string();
  return over_own_or_throw(
      private_config(file),
      [&](const std::string& path) -> std::optional<std::string> {
        const std::string beside = (folder.empty() ? "." : folder) + "/" + path;
        if (!std::filesystem::exists(beside)) return std::nullopt;
        return private_config(beside).text;
      },
      trouble);
}

std::shared_ptr<const Inventory> load_hosts(const Workspace& workspace,
                                            const std::optional<ObjectId>& commit,
                                            Diagnostics& trouble) {
  if (!commit) return workspace.store->worktree(workspace.repo, trouble);
  return workspace.store->commit(workspace.repo, *commit, trouble);
}

View load_view(const Workspace& workspace, const std::optional<ObjectId>& commit,
               Diagnostics& trouble) {
  View view{commit, load_config(workspace, commit, trouble), {}};
  view.inventory = *load_hosts(workspace, commit, trouble);
  check_inventory(view.inventory, view.config, trouble);
  return view;
}

ObjectId require_commit(const Repo& repo, const std::string& rev) {
  if (auto id = repo.resolve(rev)) return *id;
  if (rev == "HEAD") {
    throw Error("the repository has no commit yet", Exit::invalid)
        .mend("git add muster.yaml && git commit -m 'Begin the inventory'");
  }
  throw Error(fmt::format("\"{}\" names no commit", clean(rev)), Exit::usage)
      .mend("name a branch, a tag or a commit id; in a shallow clone, fetch it first");
}

Signature committer(const Repo& repo) {
  return repo.identity().value_or(Signature{"muster", "muster@localhost"});
}

void require_valid(const Diagnostics& trouble) {
  if (trouble.has_errors()) throw Invalid(trouble);
}

Invalid::Invalid(Diagnostics mistakes)
    : Error("the inventory or the configuration is invalid", Exit::invalid),
      all(std::move(mistakes)) {
  const auto errors = std::count_if(all.items().begin(), all.items().end(),
                                    [](const Error& e) { return e.severity == Severity::error; });
  message =
      counted(static_cast<size_t>(errors), "mistake") + " in the inventory or the configuration";
  fix = "mend them, then run again";
  all.sort();
}

}  // namespace muster
