#include "flow/backup/import.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "backup/redact/redact.h"
#include "core/text.h"
#include "flow/backup/configs.h"
#include "flow/backup/devices.h"
#include "flow/trust.h"

namespace muster {
namespace {

constexpr size_t most_commits = 100'000;
constexpr size_t most_text = 16 << 20;

// "routers/configs/SW1.example.net" → "sw1"
std::string device_name(const std::string& path) {
  const std::string name = lower(path.substr(path.rfind('/') + 1));
  return name.substr(0, name.find('.'));
}

class ConfigImport {
 public:
  ConfigImport(Workspace& workspace, const ConfigImportOptions& options, Wires& wires,
               std::stop_token stop)
      : workspace_(workspace),
        options_(options),
        wires_(wires),
        stop_(std::move(stop)),
        head_(require_commit(workspace.repo, "HEAD")),
        view_(load_view(workspace, head_, trouble_)),
        platforms_(load_platforms(workspace.repo, head_, trouble_)),
        devices_(choose_devices(view_, {}, platforms_)),
        kept_(workspace, view_.config.policy.backup, wires.runner),
        source_(Repo::open(options.source, &wires.runner)) {}

  ConfigImportReport run() {
    const Trust trust =
        trust_of(workspace_, view_.config, "", options_.allow_commands, wires_.runner);
    key_ = redaction_key(kept_.repo(), view_.config.policy.backup, wires_.runner, trust.commands());
    if (!options_.new_key) kept_.require_key(key_);
    report_.dry_run = options_.dry_run;
    report_.branch = kept_.branch();
    tip_ = kept_.tip();
    wires_.progress.phase("reading the history of " + options_.source);
    for (const CommitSummary& commit : history()) {
      if (stop_.stop_requested()) {
        throw Error("interrupted before anything was written", Exit::interrupted);
      }
      take(commit);
    }
    report_.devices.assign(taken_.begin(), taken_.end());
    report_.left_out.assign(left_out_.begin(), left_out_.end());
    if (!options_.dry_run && report_.commits > 0) {
      kept_.land(*tip_);
      report_.commit = tip_;
      pack_configs(kept_.repo(), wires_.runner, stop_);
    }
    return std::move(report_);
  }

 private:
  // Oldest first.
  std::vector<CommitSummary> history() const {
    std::vector<CommitSummary> out;
    source_.walk(require_commit(source_, "HEAD"), [&](const CommitSummary& commit) {
      out.push_back(commit);
      return out.size() < most_commits;
    });
    std::reverse(out.begin(), out.end());
    return out;
  }

  const BackupDevice* device_of(const std::string& path) {
    const std::string name = device_name(path);
    const BackupDevice* found = nullptr;
    for (const BackupDevice& one : devices_) {
      if (lower(one.report.name) != name) continue;
      if (found != nullptr) return leave_out(path, "more than one device is called so");
      found = &one;
    }
    if (found == nullptr) return leave_out(path, "no device is called so");
    if (found->platform == nullptr) return leave_out(path, "its platform is not known");
    if (kept_.find_path(found->report.path) != nullptr) {
      return leave_out(path, "it has a configuration already");
    }
    return found;
  }

  const BackupDevice* leave_out(const std::string& path, const std::string& why) {
    left_out_.insert(clean(path) + ": " + why);
    return nullptr;
  }

  void take(const CommitSummary& commit) {
    std::vector<FileChange> changes;
    size_t revisions = 0;
    for (const TreeFile& file : source_.list(commit.id, "")) {
      ObjectId& last = last_[file.path];
      if (file.link || file.path.starts_with('.') || last == file.blob) continue;
      last = file.blob;
      const BackupDevice* device = device_of(file.path);
      if (device != nullptr && add(*device, file, commit, changes)) ++revisions;
    }
    if (changes.empty()) return;
    changes.push_back(key_mark(key_));
    const std::string message =
        fmt::format("import: {}\n\nMuster-Imported: {}\n", clean(commit.subject), commit.id);
    if (!options_.dry_run) {
      const auto made =
          kept_.repo().write_commit(tip_, changes, message, commit.author, commit.time);
      if (!made) return;
      tip_ = made;
    }
    ++report_.commits;
    report_.revisions += revisions;
  }

  bool add(const BackupDevice& device, const TreeFile& file, const CommitSummary& commit,
           std::vector<FileChange>& changes) {
    const std::string text = source_.read(file.blob);
    const std::string where = file.path + " at " + commit.id.substr(0, 9);
    if (text.size() > most_text || text.find('\0') != std::string::npos) {
      leave_out(where, "it is no text, or too long");
      return false;
    }
    Redaction redacted = Redactor(*device.platform, key_, {}).redact(text);
    if (redacted.suspect) {
      leave_out(where, redacted.suspect->message);
      return false;
    }
    const std::string& path = device.report.path;
    const KeptFacts facts{device.report.host, device.platform->name, {}, "imported"};
    changes.push_back({path, std::move(redacted.text)});
    changes.push_back({path.substr(0, path.rfind('.')) + ".json", render(facts)});
    taken_.insert(device.report.label());
    return true;
  }

  Workspace& workspace_;
  const ConfigImportOptions& options_;
  Wires& wires_;
  std::stop_token stop_;
  Diagnostics trouble_;
  ObjectId head_;
  View view_;
  Platforms platforms_;
  std::vector<BackupDevice> devices_;
  ConfigsRepo kept_;
  Repo source_;
  Secret key_;
  std::optional<ObjectId> tip_;
  std::map<std::string, ObjectId> last_;  // of each of their files
  std::set<std::string> taken_, left_out_;
  ConfigImportReport report_;
};

}  // namespace

ConfigImportReport import_configs(Workspace& workspace, const ConfigImportOptions& options,
                                  Wires& wires, std::stop_token stop) {
  return ConfigImport(workspace, options, wires, std::move(stop)).run();
}

}  // namespace muster
