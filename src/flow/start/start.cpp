#include "flow/start/start.h"

#include <filesystem>

#include "core/text.h"
#include "flow/branch.h"
#include "flow/workspace.h"
#include "wire/files.h"
#include "wire/git/ask_git.h"

namespace muster {
namespace {

constexpr size_t most_bytes = 4 << 20;

std::string forge_of(const Repo& repo, Runner& runner, const Environment& environment) {
  for (const char* forge : {"gitlab", "github", "gitea"}) {
    if (std::filesystem::exists(repo.root() + "/" + pipeline_path(forge))) return forge;
  }
  if (!repo.remote()) return "none";
  try {
    return std::string(word(forge_place(remote_address(repo, runner), environment).kind));
  } catch (const Error&) {
    return "none";
  }
}

// What muster.yaml says, if one is there that reads.
void keep_what_is_there(StartAnswers& answers, const Config& config) {
  if (config.sites.empty()) return;
  const SiteConfig& site = config.sites.begin()->second;
  answers.site = site.slug;
  answers.domain = site.domain;
  answers.networks.clear();
  for (const Cidr& network : site.networks) answers.networks.push_back(render(network));
  for (const TargetConfig& target : config.targets) {
    const auto* netbox = std::get_if<NetboxConfig>(&target.settings);
    if (netbox != nullptr) answers.netbox = netbox->url;
  }
}

std::optional<Config> config_there(const std::string& root, Runner& runner) {
  if (!std::filesystem::exists(root + "/muster.yaml")) return std::nullopt;
  Diagnostics ignored;  // validate tells them
  return check_config(open_workspace(root, "", runner), std::nullopt, ignored);
}

// The lines of a difference, from what is there to what is wanted.
std::string difference(const Repo& repo, Runner& runner, const FileChange& wanted) {
  const Output said =
      git::ask(&runner, repo.root(),
               {{"diff", "--no-index", "--no-color", "--", wanted.path, "-"}, *wanted.text});
  const size_t at = said.out.find("\n@@ ");
  return at == std::string::npos ? "" : said.out.substr(at + 1);
}

}  // namespace

StartAnswers usual_answers(const std::string& directory, Runner& runner,
                           const Environment& environment) {
  const Repo repo = Repo::open(directory, &runner);
  StartAnswers answers{"main", "main.internal", {"192.168.1.0/24"}, "", "none"};
  if (const auto config = config_there(repo.root(), runner)) keep_what_is_there(answers, *config);
  answers.forge = forge_of(repo, runner, environment);
  return answers;
}

StartReport start_inventory(const std::string& directory, Runner& runner,
                            const StartAnswers& answers, bool force) {
  const auto files = first_files(answers);
  const Repo repo = Repo::open(directory, &runner);
  StartReport report{repo.root(), {}};
  for (const FileChange& wanted : files) {
    FirstFile file{wanted.path, FirstFileState::written, ""};
    const std::string place = repo.root() + "/" + wanted.path;
    const bool there = std::filesystem::exists(place);
    if (there && read_file(place, most_bytes) == *wanted.text) {
      file.state = FirstFileState::same;
    } else if (there) {
      file.diff = difference(repo, runner, wanted);
      if (!force) file.state = FirstFileState::differs;
    }
    if (file.state == FirstFileState::written) {
      write_below(repo.root(), wanted.path, *wanted.text);
    }
    report.files.push_back(std::move(file));
  }
  flush_below(repo.root());
  return report;
}

}  // namespace muster
