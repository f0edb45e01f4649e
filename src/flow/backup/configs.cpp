#include "flow/backup/configs.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <random>

#include "core/hash.h"
#include "core/text.h"
#include "flow/branch.h"
#include "wire/files.h"
#include "wire/git/ask_git.h"

namespace muster {
namespace {

constexpr const char* folder = "configs";
constexpr const char* own_branch = "muster/configs";
constexpr const char* mark_path = "configs/.redaction";
constexpr std::string_view text_ending = ".cfg";
constexpr std::string_view facts_ending = ".json";

Repo open_configs(const Workspace& workspace, const BackupPolicy& policy, Runner& runner) {
  return Repo::open(policy.repository.empty() ? workspace.root : policy.repository, &runner);
}

std::string mark_of(const Secret& key) {
  return hmac_sha256_hex(key.reveal(), "muster configuration placeholders").substr(0, 16) + "\n";
}

std::string stem(const std::string& path) { return path.substr(0, path.rfind('.')); }

}  // namespace

ConfigsRepo::ConfigsRepo(const Workspace& workspace, const BackupPolicy& policy, Runner& runner)
    : repo_(open_configs(workspace, policy, runner)),
      branch_(policy.repository.empty() ? own_branch : repo_.head_branch()) {
  if (branch_.empty()) {
    throw Error(policy.repository + " has no branch checked out", Exit::invalid)
        .mend("git switch main, there");
  }
  local_ = tip_ = repo_.resolve("refs/heads/" + branch_);
  const auto remote = repo_.remote();
  const auto theirs =
      remote ? repo_.resolve(fmt::format("refs/remotes/{}/{}", *remote, branch_)) : std::nullopt;
  if (theirs && (!local_ || !repo_.descends(*local_, *theirs))) tip_ = theirs;
  load();
}

void ConfigsRepo::load() {
  if (!tip_) return;
  std::map<std::string, ObjectId> facts;
  for (TreeFile& file : repo_.list(*tip_, folder)) {
    if (file.link) continue;
    if (file.path.ends_with(facts_ending)) facts[stem(file.path)] = file.blob;
    if (file.path.ends_with(text_ending)) files_.push_back({file.path, file.blob, {}});
  }
  for (KeptFile& file : files_) {
    const auto beside = facts.find(stem(file.path));
    if (beside == facts.end()) continue;
    if (auto kept = parse_kept(repo_.read(beside->second))) file.facts = std::move(*kept);
  }
}

const KeptFile* ConfigsRepo::find_host(const std::string& id) const {
  const auto found = std::find_if(files_.begin(), files_.end(),
                                  [&](const KeptFile& file) { return file.facts.host == id; });
  return found == files_.end() ? nullptr : &*found;
}

const KeptFile* ConfigsRepo::find_path(const std::string& path) const {
  const auto found = std::find_if(files_.begin(), files_.end(),
                                  [&](const KeptFile& file) { return file.path == path; });
  return found == files_.end() ? nullptr : &*found;
}

const KeptFile& ConfigsRepo::require(const std::string& device) const {
  std::vector<const KeptFile*> found;
  std::vector<std::string> names;
  for (const KeptFile& file : files_) {
    const std::string label = stem(file.path).substr(std::string_view(folder).size() + 1);
    const std::string name = label.substr(label.rfind('/') + 1);
    names.push_back(name);
    if (device == label || device == name || device == file.facts.host || device == file.path) {
      found.push_back(&file);
    }
  }
  if (found.size() == 1) return *found.front();
  if (found.empty()) {
    throw Error(fmt::format("there is no configuration of \"{}\"", clean(device)), Exit::usage)
        .mend(names.empty() ? "muster backup makes the first" : suggestion(device, names));
  }
  throw Error(fmt::format("{} are called \"{}\"", counted(found.size(), "device"), clean(device)),
              Exit::usage)
      .mend("name the site, too: " +
            stem(found.front()->path).substr(std::string_view(folder).size() + 1));
}

void ConfigsRepo::require_key(const Secret& key) const {
  const auto mark = tip_ ? repo_.read_at(*tip_, mark_path) : std::nullopt;
  if (!mark || *mark == mark_of(key)) return;
  throw Error(fmt::format("the placeholders on {} were made with another key", branch_),
              Exit::refused)
      .because("with this one every secret would seem to have changed")
      .mend(
          "set policy.backup.key to the key of the machine that made them (there "
          ".git/muster/redaction.key); or, when that is lost, run once with --new-key");
}

void ConfigsRepo::land(const ObjectId& commit) {
  muster::land(repo_, {branch_, local_, tip_.value_or("")}, commit, "muster backup");
  local_ = tip_ = commit;
}

Secret redaction_key(const Repo& repo, const BackupPolicy& policy, Runner& runner,
                     bool allow_commands) {
  if (!policy.key.empty()) return resolve(policy.key, runner, allow_commands);
  constexpr size_t most_bytes = 256;
  constexpr int words = 8;  // of 32 bits
  const std::string path = repo.git_dir() + "/muster/redaction.key";
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    std::filesystem::create_directories(repo.git_dir() + "/muster");
    std::random_device random;
    std::string key;
    for (int i = 0; i < words; ++i) key += fmt::format("{:08x}", random());
    write_private_file(path, key + "\n");
  }
  return Secret(std::string(trim(read_bounded(path, most_bytes).text)));
}

void pack_configs(const Repo& repo, Runner& runner, std::stop_token stop) {
  git::ask(&runner, repo.root(), {{"-c", "gc.autoPackLimit=20", "gc", "--auto", "--quiet"}},
           std::move(stop));
}

FileChange key_mark(const Secret& key) { return {mark_path, mark_of(key)}; }

}  // namespace muster
