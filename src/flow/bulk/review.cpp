#include "flow/bulk/review.h"

#include <fmt/core.h>

#include <filesystem>

#include "core/text.h"
#include "flow/bulk/no_worse.h"
#include "flow/bulk/review_text.h"
#include "wire/files.h"
#include "wire/git/ask_git.h"
#include "wire/program/attached.h"

namespace muster {
namespace {

constexpr size_t most_review_bytes = 32 << 20;

std::string without_last_newline(std::string text) {
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

// Rounds of editing until every line can be written.
class Review {
 public:
  Review(const Workspace& workspace, const Inventory& inventory, const Config& config,
         const std::vector<const HostFile*>& hosts)
      : workspace_(workspace), inventory_(inventory), config_(config), hosts_(hosts) {}

  std::vector<ReviewLine> edited(const std::string& path, const Editor& edit) {
    std::string offered = review_text(hosts_);
    for (bool again = false;; again = true) {
      write_private_file(path, offered);
      edit(path);
      const std::string text = read_file(path, most_review_bytes);
      LineMistakes mistakes;
      auto lines = read_review(text, hosts_, config_, mistakes);
      if (mistakes.empty()) find_worse(lines, mistakes);
      if (mistakes.empty()) return lines;
      if (again && without_last_newline(text) == without_last_newline(offered)) {
        throw Error(fmt::format("{} in the review", counted(mistakes.size(), "mistake")),
                    Exit::invalid)
            .because(mistakes.begin()->second)
            .mend("nothing was written; what you wrote is kept in " + path);
      }
      offered = with_mistakes(text, mistakes);
    }
  }

 private:
  // What the lines would do to the inventory, on the lines that do it.
  void find_worse(const std::vector<ReviewLine>& lines, LineMistakes& mistakes) const {
    std::vector<FileChange> changes;
    std::map<std::string, int> numbers;
    for (const ReviewLine& line : lines) {
      if (line.settings.empty()) continue;
      changes.push_back({line.file->path, with_settings(*line.file, line.settings)});
      numbers.emplace(line.file->path, line.number);
    }
    if (changes.empty()) return;
    const Diagnostics worse = worse_with(workspace_, inventory_, changes);
    for (const Error& error : worse.items()) {
      const auto found = numbers.find(error.where.file);
      if (found != numbers.end()) mistakes.emplace(found->second, error.message);
    }
  }

  const Workspace& workspace_;
  const Inventory& inventory_;
  const Config& config_;
  const std::vector<const HostFile*>& hosts_;
};

}  // namespace

DecisionReport review_hosts(Workspace& workspace, Decision decision, const Editor& edit,
                            Runner& runner, std::stop_token stop) {
  Diagnostics trouble, notes;
  const auto inventory = load_hosts(workspace, {}, trouble);
  require_valid(trouble);
  if (decision.choice.empty()) decision.choice.where = "approval = pending";
  const auto hosts = choose_hosts(*inventory, decision.choice);
  require_meant(hosts.size(), true, false);
  const Config config = load_config(workspace, std::nullopt, notes);
  const std::string path = workspace.repo.git_dir() + "/MUSTER_REVIEW";
  const auto lines = Review(workspace, *inventory, config, hosts).edited(path, edit);
  std::map<std::string, std::vector<Setting>> settings;
  decision.choice = {};
  decision.choice.listed.emplace();
  for (const ReviewLine& line : lines) {
    if (line.settings.empty()) continue;
    settings.emplace(line.file->host.id, line.settings);
    decision.seen.emplace(line.file->host.id, blob_id(line.file->text));
    decision.choice.listed->push_back(line.file->host.id);
  }
  DecisionReport report;
  report.what = decision.what;
  report.values = true;
  if (!settings.empty()) {
    decision.yes = true;
    decision.settings = [&](const HostFile& file) { return settings.at(file.host.id); };
    report = decide(workspace, decision, runner, stop);
  }
  std::error_code gone;
  std::filesystem::remove(path, gone);
  return report;
}

Editor editor_of(const Workspace& workspace, Runner& runner) {
  const Output said = git::ask(&runner, workspace.root, {{"var", "GIT_EDITOR"}, "", {}});
  const std::string editor(trim(said.out));
  if (said.code != 0 || editor.empty()) {
    throw Error("no editor is set").because(git::reason_of(said)).mend("export EDITOR=vi");
  }
  return [editor](const std::string& path) {
    const int code = run_attached({"sh", "-c", editor + " \"$@\"", editor, path});
    if (code == 0) return;
    throw Error(fmt::format("the editor ended with {}", code))
        .because(clean(editor))
        .mend("nothing was written; what you wrote is kept in " + path);
  };
}

}  // namespace muster
