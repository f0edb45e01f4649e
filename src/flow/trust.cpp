#include "flow/trust.h"

#include <cstdlib>
#include <filesystem>

#include "core/text.h"
#include "wire/git/ask_git.h"

namespace muster {
namespace {

bool inside(const std::string& path, const std::string& folder) {
  const auto real = std::filesystem::weakly_canonical(path).lexically_relative(
      std::filesystem::weakly_canonical(folder));
  return !real.empty() && *real.begin() != "..";
}

// The file of the runner, which nobody can change by the repository.
void rely_on_runner(const Workspace& workspace, Trust& trust) {
  const char* path = std::getenv("MUSTER_TRUST");
  if (path == nullptr || *path == '\0') return;
  if (inside(path, workspace.root)) {
    throw Error("MUSTER_TRUST names a file of the repository", Exit::invalid)
        .because("whoever may propose a change could change it along")
        .mend("keep it outside of " + workspace.root);
  }
  Diagnostics trouble;
  trust.as_in(load_config_of(path, trouble), path);
}

struct Base {
  std::string called = {};
  std::optional<ObjectId> commit = {};
  std::string missing = {};  // why there is none
  bool alone = false;        // there is nothing that it could differ from
};

// What the remote itself calls its default branch: a branch of some usual name may be anybody's.
Base ask_remote(const Repo& repo, const std::string& remote, Runner& runner) {
  const std::string unknown = "the default branch of " + remote + " is not known here";
  const Output output =
      git::ask(&runner, repo.root(), {{"ls-remote", "--symref", remote, "HEAD", "refs/heads/*"}});
  if (output.code != 0) return {"", {}, unknown + ": " + git::reason_of(output)};
  if (output.out.empty()) return {.alone = true};
  constexpr std::string_view head = "ref: refs/heads/";
  if (!output.out.starts_with(head)) return {"", {}, unknown + ": it has none"};
  const std::string name = output.out.substr(head.size(), output.out.find('\t') - head.size());
  for (const std::string& line : split(output.out, '\n')) {
    if (!line.ends_with("\tHEAD") || line.starts_with(head)) continue;
    Base base{remote + "/" + clean(name), repo.resolve(line.substr(0, line.find('\t'))), ""};
    if (!base.commit) base.missing = base.called + " is not fetched: git fetch " + remote;
    return base;
  }
  return {"", {}, unknown};
}

Base base_of(const Workspace& workspace, const std::string& base, Runner& runner) {
  if (!base.empty()) return {base, require_commit(workspace.repo, base), ""};
  const auto remote = workspace.repo.remote();
  if (!remote) return {.alone = true};
  const std::string head = *remote + "/HEAD";
  if (const auto commit = workspace.repo.resolve("refs/remotes/" + head)) return {head, commit, ""};
  return ask_remote(workspace.repo, *remote, runner);
}

bool has_secrets(const Config& config) {
  const auto any = [](const auto& items) {
    return std::any_of(items.begin(), items.end(),
                       [](const auto& item) { return needs_secrets(item); });
  };
  return any(config.sources) || any(config.targets) || any(config.credentials);
}

}  // namespace

Trust trust_of(const Workspace& workspace, const Config& config, const std::string& base,
               bool allow_commands, Runner& runner) {
  Trust trust(config, allow_commands);
  if (!has_secrets(config)) return trust;
  rely_on_runner(workspace, trust);
  const bool named = !workspace.config_file.empty();
  if (named && !inside(workspace.config_file, workspace.root)) {
    trust.everything();
    return trust;
  }
  const Base found = base_of(workspace, base, runner);
  if (found.alone) trust.everything();
  if (!found.missing.empty()) trust.without(found.missing);
  if (!found.commit) return trust;
  const std::string called = "muster.yaml of " + found.called;
  try {
    Diagnostics trouble;
    trust.as_in(load_config_of(workspace, *found.commit, trouble), called);
  } catch (const Error& error) {
    trust.without(called + " cannot be read: " + error.message);
  }
  return trust;
}

}  // namespace muster
