// muster backup, muster jobs and muster jobs run.
#include <array>
#include <memory>
#include <optional>
#include <ostream>

#include "cli/command.h"
#include "cli/environment.h"
#include "flow/backup/jobs.h"
#include "flow/backup/known_hosts.h"
#include "flow/branch.h"
#include "view/backup/backup.h"
#include "view/backup/keys.h"
#include "view/review.h"
#include "wire/lock.h"

namespace muster::cli {
namespace {

BackupOptions backup_options(const Args& args) {
  BackupOptions options;
  options.where = args.value("--where");
  options.hosts = args.words;
  options.sites = args.values("--site");
  options.job = args.value("--job");
  for (const std::string& name : args.values("--accept-shrink")) options.accept_shrink.insert(name);
  options.dry_run = args.has("--dry-run");
  options.push = args.has("--push") || args.has("--open-mr");
  options.offline = args.has("--offline");
  options.new_key = args.has("--new-key");
  options.allow_commands = args.has("--allow-commands");
  options.record = args.value("--record");
  options.replay = args.value("--replay");
  if (!options.record.empty() && !options.replay.empty()) {
    throw Error("--record and --replay exclude each other", Exit::usage)
        .mend("leave one of them out");
  }
  return options;
}

Workspace here(const Call& call) {
  return open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
}

Exit exit_of(const BackupReport& report) {
  return report.failed() > 0 || report.notes.has_errors() ? Exit::partial : Exit::ok;
}

// Looked for before anything is asked, so that a token that is missing is told at once.
class KeyOffers {
 public:
  KeyOffers(const Call& call, Workspace& workspace) : call_(call), workspace_(workspace) {
    if (!call.args.has("--open-mr")) return;
    place_ = forge_place(remote_address(workspace.repo, call.app.wires.runner), environment);
    forge_ = make_forge(*place_, forge_token(place_->kind, environment), call.app.wires.http);
  }

  void offer(BackupReport& report) const {
    if (!forge_ || report.keys_branch.empty()) return;
    offer_keys(workspace_, report, *forge_, place_->kind, {keys_title, keys_body, with_review},
               call_.app.wires.clock.now(), call_.app.stop);
  }

 private:
  const Call& call_;
  Workspace& workspace_;
  std::optional<ForgePlace> place_;
  std::unique_ptr<Forge> forge_;
};

Exit run_backup(const Call& call) {
  const BackupOptions options = backup_options(call.args);
  Workspace workspace = here(call);
  const Lock lock(workspace.repo.git_dir() + "/muster-backup.lock", "muster backup");
  const KeyOffers offers(call, workspace);
  BackupReport report = back_up(workspace, options, call.app.wires, call.app.stop);
  offers.offer(report);
  call.app.out << (call.json() ? backup_json(report) : backup_text(report, call.style()));
  show(call, report.notes);
  return exit_of(report);
}

Exit show_jobs(const Call& call) {
  const Workspace workspace = here(call);
  const JobsReport report = list_jobs(workspace, call.app.wires.clock.now());
  call.app.out << (call.json()                     ? jobs_json(report)
                   : call.args.has("--prometheus") ? jobs_metrics(report)
                                                   : jobs_text(report, call.style()));
  return Exit::ok;
}

void show_ran(const Call& call, const RanJob& ran) {
  if (ran.report && call.json()) {
    call.app.out << backup_json(*ran.report);
  } else if (ran.report) {
    call.app.out << "job " << ran.name << "\n" << backup_text(*ran.report, call.style());
  } else if (ran.missed && !call.json()) {
    call.app.out << "job " << ran.name << " was missed: its window is over\n";
  }
}

// Several jobs as JSON are one text a job, as `jq` reads them.
Exit run_due(const Call& call) {
  const BackupOptions options = backup_options(call.args);
  Workspace workspace = here(call);
  const Lock lock(workspace.repo.git_dir() + "/muster-backup.lock", "muster jobs run");
  Exit worst = Exit::ok;
  const KeyOffers offers(call, workspace);
  auto all = run_jobs(workspace, options, call.app.wires, call.app.stop);
  for (RanJob& ran : all) {
    if (ran.report) offers.offer(*ran.report);
    show_ran(call, ran);
    Diagnostics trouble;
    if (ran.trouble) trouble.add(*ran.trouble);
    if (ran.report) trouble.add(ran.report->notes);
    show(call, trouble);
    if (ran.missed || ran.trouble || exit_of(ran.report.value_or(BackupReport())) != Exit::ok) {
      worst = Exit::partial;
    }
  }
  if (all.empty() && !call.json()) call.app.out << "no job is due\n";
  return worst;
}

constexpr std::array<Flag, 11> backup_flags{{
    {"--where", "SELECTOR", "only devices that it fits, as in muster ls"},
    {"--site", "SITE", "only devices of this site", true},
    {"--job", "NAME", "the devices of a job of muster.yaml"},
    {"--accept-shrink", "DEVICE", "take its far shorter configuration for true", true},
    {"--dry-run", "", "capture, and write nothing"},
    {"--push", "", "fetch first, push the branches after"},
    {"--open-mr", "", "push, and open or update a merge request for new host keys"},
    {"--offline", "", "judge by what is known here which commit is merged"},
    {"--new-key", "", "the key of the placeholders is a new one: all of them may change"},
    {"--record", "DIR", "keep the sessions as tapes, redacted"},
    {"--replay", "DIR", "read the tapes in DIR instead of the network"},
}};

constexpr std::array<std::string_view, 5> backup_examples{
    "muster backup                            # every device whose classification says backup:",
    "muster backup sw1 --dry-run              # how one fares, and what would be replaced",
    "muster backup --site berlin --push       # in a scheduled pipeline",
    "muster backup --where 'vendor ~ \"Cisco*\"' --json",
    "muster backup sw1 --record tapes/        # what to attach to a bug report"};

constexpr std::string_view backup_details =
    "Logs in over SSH, captures the running configuration whole, replaces secrets by placeholders\n"
    "and commits what changed to the branch muster/configs. What is not proven to be whole, and\n"
    "what may hold a secret still, is not kept; the others go on, and the exit code is 6.\n"
    "Nothing is ever changed on a device.";

constexpr std::array<Flag, 1> jobs_flags{
    {{"--prometheus", "", "print gauges for a scrape of Prometheus"}}};
constexpr std::array<std::string_view, 3> jobs_examples{
    "muster jobs", "muster jobs --json",
    "muster jobs --prometheus > /var/lib/node_exporter/muster.prom"};

constexpr std::array<Flag, 5> run_flags{{
    {"--push", "", "fetch first, push the branches after"},
    {"--open-mr", "", "push, and open or update a merge request for new host keys"},
    {"--offline", "", "judge by what is known here which commit is merged"},
    {"--dry-run", "", "capture, and write nothing"},
    {"--record", "DIR", "keep the sessions as tapes, redacted"},
}};
constexpr std::array<std::string_view, 2> run_examples{
    "muster jobs run          # from a timer, every few minutes",
    "muster jobs run --open-mr # in a scheduled pipeline"};
constexpr std::string_view run_details =
    "A job is due when its window of local time is open and it was not begun in it. A window that\n"
    "passed without a run is noted as missed and not made up for. While another run is at work\n"
    "the exit code is 7.";

}  // namespace

const Command backup_command{
    "backup",       "[DEVICE]…",  "capture configurations of devices into Git",
    backup_details, backup_flags, backup_examples,
    run_backup};
const Command jobs_command{
    "jobs", "", "how jobs and devices of backup stand", "", jobs_flags, jobs_examples, show_jobs};
const Command jobs_run_command{
    "jobs run", "", "run the jobs that are due", run_details, run_flags, run_examples, run_due};

}  // namespace muster::cli
