#include "flow/backup/backup.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>

#include "core/hash.h"
#include "core/pool.h"
#include "core/text.h"
#include "flow/backup/capture.h"
#include "flow/backup/encrypt.h"
#include "flow/backup/known_hosts.h"
#include "flow/backup/standings.h"
#include "flow/branch.h"
#include "flow/merged.h"
#include "flow/trust.h"
#include "version.h"
#include "wire/files.h"

namespace muster {
namespace {

constexpr size_t most_named = 200;  // devices in the trailers of a commit
constexpr size_t most_kept = 16 << 20;

// Progress of several threads.
class Counted {
 public:
  Counted(Progress& progress, size_t total) : progress_(progress), total_(total) {}
  void one_more() { progress_.step(++done_, total_); }

 private:
  Progress& progress_;
  size_t total_;
  std::atomic<size_t> done_ = 0;
};

// Of the credentials that are used; one that cannot be had fails its devices, not the run.
std::map<std::string, Secrets> fetch_logins(std::vector<BackupDevice>& devices, const Trust& trust,
                                            Runner& runner) {
  std::map<std::string, Secrets> out;
  std::map<std::string, Error> failed;
  for (BackupDevice& device : devices) {
    const CredentialConfig* login = device.credential;
    if (login == nullptr) continue;
    if (!out.contains(login->name) && !failed.contains(login->name)) {
      try {
        out[login->name] = fetch_secrets(*login, runner, trust);
      } catch (const Error& error) {
        failed.emplace(login->name, error);
      }
    }
    const auto why = failed.find(login->name);
    if (why != failed.end())
      device.trouble = DeviceError(BackupOutcome::no_credential, why->second);
  }
  return out;
}

// The known_hosts that people merged, where libssh can read it.
std::string known_hosts_file(const Workspace& workspace, const ObjectId& commit) {
  const std::string folder = workspace.repo.git_dir() + "/muster";
  std::filesystem::create_directories(folder);
  std::string path = folder + "/known_hosts";
  write_private_file(path, workspace.repo.read_at(commit, known_hosts_path).value_or(""));
  return path;
}

std::map<ObjectId, std::string> kept_texts(const ConfigsRepo& kept,
                                           const std::vector<BackupDevice>& devices, Repo& repo) {
  std::vector<ObjectId> blobs;
  for (const BackupDevice& device : devices) {
    const KeptFile* file = kept.find_host(device.report.host);
    if (file == nullptr) file = kept.find_path(device.report.path);
    if (file != nullptr) blobs.push_back(file->text);
  }
  auto texts = repo.read_all(blobs, most_kept);
  std::map<ObjectId, std::string> out;
  for (size_t i = 0; i < blobs.size(); ++i) out[blobs[i]] = texts[i].value_or("");
  return out;
}

std::vector<CapturedDevice> capture_all(const std::vector<BackupDevice>& devices,
                                        const CaptureContext& context, Wires& wires,
                                        std::stop_token stop) {
  wires.progress.phase(fmt::format("backing up {}", counted(devices.size(), "device")));
  Counted progress(wires.progress, devices.size());
  std::vector<CapturedDevice> out(devices.size());
  for (size_t i = 0; i < devices.size(); ++i) out[i].report = devices[i].report;
  parallel_for(
      devices.size(), context.policy.workers,
      [&](size_t i) {
        const auto& until = context.options.until;
        if (!until || wires.clock.now() < *until) {
          out[i] = capture_device(devices[i], context, wires, stop);
        } else {
          out[i].report.trouble = Error("not begun: the time of the job is over")
                                      .mend("give it a longer window, or more workers");
        }
        progress.one_more();
      },
      stop);
  return out;
}

std::string trailers(const BackupReport& report) {
  std::string out;
  size_t named = 0;
  for (const DeviceBackup& device : report.devices) {
    if (device.outcome == BackupOutcome::unchanged || named++ >= most_named) continue;
    out += fmt::format("Muster-Device: {} {}\n", device.label(), word(device.outcome));
  }
  return out;
}

std::string message_of(const BackupReport& report) {
  return fmt::format(
      "backup{}: {} changed, {} unchanged, {} failed\n\nMuster-Job: {}\nMuster-Run: {}\n"
      "Muster-Started: {}\nMuster-Finished: {}\n{}Muster-Version: {}\n",
      report.job.empty() ? "" : "(" + report.job + ")", report.count(BackupOutcome::changed),
      report.count(BackupOutcome::unchanged), report.failed(),
      report.job.empty() ? "-" : report.job, report.run, render_time(report.started),
      render_time(report.finished), trailers(report), MUSTER_VERSION);
}

void take_changes(const CapturedDevice& device, const ConfigsRepo& kept, const BackupPolicy& policy,
                  Runner& runner, std::stop_token stop, std::vector<FileChange>& out) {
  const std::string& path = device.report.path;
  const auto beside = [](std::string text) { return text.substr(0, text.rfind('.')) + ".json"; };
  const KeptFile* before = kept.find_host(device.report.host);
  if (before != nullptr && before->path != path) {
    out.push_back({before->path, std::nullopt});
    out.push_back({beside(before->path), std::nullopt});
  }
  out.push_back({path, *device.text});
  out.push_back({beside(path), render(*device.facts)});
  if (device.plain) {
    out.push_back(encrypted_copy(path, *device.plain, policy.recipients, runner, std::move(stop)));
  }
}

void require_no_secret(const std::vector<FileChange>& changes,
                       const std::map<std::string, Secrets>& secrets) {
  constexpr size_t shortest = 8;
  for (const auto& [name, all] : secrets) {
    for (const Secret& secret : all.all()) {
      if (secret.reveal().size() < shortest) continue;
      for (const FileChange& change : changes) {
        if (!change.text || change.text->find(secret.reveal()) == std::string::npos) continue;
        throw Error(change.path + " would hold the secret of credential \"" + name + "\"",
                    Exit::refused)
            .mend("this is a defect of muster: report it");
      }
    }
  }
}

class Run {
 public:
  Run(Workspace& workspace, const BackupOptions& options, Wires& wires, std::stop_token stop)
      : workspace_(workspace), options_(options), wires_(wires), stop_(std::move(stop)) {}

  BackupReport go() {
    if (!options_.record.empty()) std::filesystem::create_directories(options_.record);
    const ObjectId head = require_commit(workspace_.repo, "HEAD");
    if (options_.replay.empty()) {
      require_merged(workspace_, head, !options_.offline, wires_.runner, stop_);
    }
    Diagnostics trouble;
    const View view = load_view(workspace_, head, trouble);
    const Platforms platforms = load_platforms(workspace_.repo, head, report_.notes);
    auto devices = choose_devices(view, options_, platforms);
    report_.job = options_.job;
    limit_time(view.config);
    report_.dry_run = options_.dry_run;
    report_.started = wires_.clock.now();
    report_.run = run_name();
    const Trust trust =
        trust_of(workspace_, view.config, "", options_.allow_commands, wires_.runner);
    if (options_.push) fetch_branches();
    ConfigsRepo kept(workspace_, view.config.policy.backup, wires_.runner);
    report_.branch = kept.branch();
    const Secret key =
        redaction_key(kept.repo(), view.config.policy.backup, wires_.runner, trust.commands());
    if (!options_.new_key) kept.require_key(key);
    std::map<std::string, Secrets> secrets;
    if (options_.replay.empty()) secrets = fetch_logins(devices, trust, wires_.runner);
    const auto texts = kept_texts(kept, devices, kept.repo());
    LoginRecord logins;
    const CaptureContext context{
        options_, view.config.policy.backup,          platforms, secrets, kept, texts,
        key,      known_hosts_file(workspace_, head), logins};
    const auto captured = capture_all(devices, context, wires_, stop_);
    for (const CapturedDevice& one : captured) report_.devices.push_back(one.report);
    report_.finished = wires_.clock.now();
    if (!options_.dry_run) keep(kept, captured, context);
    return std::move(report_);
  }

 private:
  // A job has its own deadline; a window that closes before it counts.
  void limit_time(const Config& config) {
    for (const JobConfig& job : config.jobs) {
      if (job.name != options_.job) continue;
      const Time end =
          wires_.clock.now() + std::chrono::duration_cast<std::chrono::seconds>(job.deadline);
      options_.until = options_.until ? std::min(*options_.until, end) : end;
    }
  }

  std::string run_name() const {
    std::string stamp = render_time(report_.started);
    std::erase_if(stamp, [](char c) { return c == '-' || c == ':'; });
    return stamp + "-" + sha256_hex(stamp + options_.job).substr(0, 4);
  }

  void fetch_branches() {
    const std::string remote = workspace_.repo.remote().value_or("origin");
    fetch(workspace_.repo, wires_.runner, {fmt::format("+refs/heads/*:refs/remotes/{}/*", remote)},
          stop_);
  }

  void keep(ConfigsRepo& kept, const std::vector<CapturedDevice>& captured,
            const CaptureContext& context) {
    std::vector<FileChange> changes;
    std::vector<std::string> keys;
    for (const CapturedDevice& device : captured) {
      if (device.text) {
        take_changes(device, kept, context.policy, wires_.runner, stop_, changes);
      }
      if (!device.new_key.empty()) keys.push_back(device.new_key);
    }
    require_no_secret(changes, context.secrets);
    if (!changes.empty()) commit(kept, std::move(changes), context.key);
    if (!keys.empty() && context.policy.trust == "first-use") propose(keys);
    BackupStandings standings = read_standings(workspace_.repo);
    note_devices(standings, report_);
    write_standings(workspace_.repo, standings, report_.finished);
    if (options_.push) push_all(kept);
  }

  void commit(ConfigsRepo& kept, std::vector<FileChange> changes, const Secret& key) {
    wires_.progress.phase("writing configurations");
    changes.push_back(key_mark(key));
    require_clean(kept.repo(), kept.branch(), changes);
    report_.commit = kept.repo().write_commit(kept.tip(), changes, message_of(report_),
                                              committer(kept.repo()), report_.finished);
    if (!report_.commit) return;
    kept.land(*report_.commit);
    pack_configs(kept.repo(), wires_.runner, stop_);
  }

  void propose(std::vector<std::string> keys) {
    std::sort(keys.begin(), keys.end());
    keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
    if (propose_keys(workspace_.repo, keys, report_.finished)) report_.new_keys = keys;
    report_.keys_branch = known_hosts_branch;
  }

  void push_all(ConfigsRepo& kept) {
    wires_.progress.phase("pushing");
    std::vector<std::string> refs{fmt::format("+refs/heads/{0}:refs/heads/{0}", standings_branch)};
    const auto add = [&](const std::string& branch) {
      if (to_push(workspace_.repo, branch)) {
        refs.push_back(fmt::format("refs/heads/{0}:refs/heads/{0}", branch));
      }
    };
    if (kept.repo().root() == workspace_.repo.root()) {
      add(kept.branch());
    } else if (to_push(kept.repo(), kept.branch())) {
      push(kept.repo(), wires_.runner,
           {fmt::format("refs/heads/{0}:refs/heads/{0}", kept.branch())}, stop_);
    }
    if (!report_.keys_branch.empty()) add(known_hosts_branch);
    push(workspace_.repo, wires_.runner, refs, stop_);
    report_.pushed = true;
  }

  Workspace& workspace_;
  BackupOptions options_;
  Wires& wires_;
  std::stop_token stop_;
  BackupReport report_;
};

}  // namespace

BackupReport back_up(Workspace& workspace, const BackupOptions& options, Wires& wires,
                     std::stop_token stop) {
  return Run(workspace, options, wires, std::move(stop)).go();
}

}  // namespace muster
