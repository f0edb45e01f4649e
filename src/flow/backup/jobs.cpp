#include "flow/backup/jobs.h"

#include <fmt/core.h>

#include <algorithm>

#include "backup/jobs/schedule.h"
#include "core/text.h"
#include "flow/backup/standings.h"
#include "flow/branch.h"

namespace muster {
namespace {

std::string rhythm_of(const JobConfig& job) {
  std::string out = job.every;
  if (job.every == "once") out += " " + job.date;
  if (job.every == "weekly") out += " " + (job.days.empty() ? "monday" : join(job.days, ","));
  if (job.every == "monthly") out += fmt::format(" {}", job.day);
  return fmt::format("{} {}-{} {}", out, job.start, job.end, job.timezone);
}

Config committed_config(const Workspace& workspace) {
  Diagnostics ignored;
  return load_config(workspace, require_commit(workspace.repo, "HEAD"), ignored);
}

std::optional<JobStanding> standing_of(const BackupStandings& standings, const std::string& job) {
  const auto found = standings.jobs.find(job);
  return found == standings.jobs.end() ? std::nullopt : std::optional(found->second);
}

enum class Turn { not_yet, due, missed };

// A job that nobody has run yet has missed nothing.
Turn turn_of(const std::optional<Occurrence>& occurrence, const std::optional<JobStanding>& last,
             Time now) {
  if (!occurrence || (last && last->due >= occurrence->start)) return Turn::not_yet;
  if (now < occurrence->end) return Turn::due;
  return last ? Turn::missed : Turn::not_yet;
}

std::string outcome_of(const RanJob& ran) {
  if (ran.missed) return "missed";
  if (!ran.report) return "failed";
  return ran.report->failed() == 0 ? "done" : "partial";
}

JobStanding standing_after(const RanJob& ran, const Occurrence& occurrence, Time now) {
  JobStanding out;
  out.due = occurrence.start;
  out.outcome = outcome_of(ran);
  out.started = ran.report ? ran.report->started : now;
  out.finished = ran.report ? ran.report->finished : now;
  if (!ran.report) return out;
  out.changed = ran.report->count(BackupOutcome::changed);
  out.unchanged = ran.report->count(BackupOutcome::unchanged);
  out.failed = ran.report->failed();
  return out;
}

class JobRunner {
 public:
  JobRunner(Workspace& workspace, const BackupOptions& options, Wires& wires, std::stop_token stop)
      : workspace_(workspace), options_(options), wires_(wires), stop_(std::move(stop)) {}

  std::vector<RanJob> run() {
    if (options_.push) {
      const std::string remote = workspace_.repo.remote().value_or("origin");
      fetch(workspace_.repo, wires_.runner,
            {fmt::format("+refs/heads/*:refs/remotes/{}/*", remote)}, stop_);
    }
    const Config config = committed_config(workspace_);
    std::vector<RanJob> out;
    for (const JobConfig& job : config.jobs) {
      if (stop_.stop_requested()) break;
      const Time now = wires_.clock.now();
      const auto occurrence = last_occurrence(job, now);
      const auto last = standing_of(read_standings(workspace_.repo), job.name);
      const Turn turn = turn_of(occurrence, last, now);
      if (turn == Turn::not_yet) continue;
      out.push_back(turn == Turn::due ? run_one(job, *occurrence) : RanJob{job.name, true, {}, {}});
      note(out.back(), *occurrence);
    }
    return out;
  }

 private:
  RanJob run_one(const JobConfig& job, const Occurrence& occurrence) {
    RanJob out{job.name, false, {}, {}};
    BackupOptions options = options_;
    options.job = job.name;
    options.until = occurrence.end;
    try {
      out.report = back_up(workspace_, options, wires_, stop_);
    } catch (Error& error) {
      out.trouble = std::move(error);
    }
    return out;
  }

  void note(const RanJob& ran, const Occurrence& occurrence) {
    if (options_.dry_run) return;
    const Time now = wires_.clock.now();
    BackupStandings standings = read_standings(workspace_.repo);
    standings.jobs[ran.name] = standing_after(ran, occurrence, now);
    write_standings(workspace_.repo, standings, now);
    if (!options_.push) return;
    push(workspace_.repo, wires_.runner,
         {fmt::format("+refs/heads/{0}:refs/heads/{0}", standings_branch)}, stop_);
  }

  Workspace& workspace_;
  const BackupOptions& options_;
  Wires& wires_;
  std::stop_token stop_;
};

}  // namespace

JobsReport list_jobs(const Workspace& workspace, Time now) {
  const Config config = committed_config(workspace);
  const BackupStandings standings = read_standings(workspace.repo);
  JobsReport out;
  out.now = now;
  out.devices = standings.devices;
  for (const JobConfig& job : config.jobs) {
    const auto last = standing_of(standings, job.name);
    const auto next = next_occurrence(job, now);
    const Turn turn = turn_of(last_occurrence(job, now), last, now);
    out.jobs.push_back({job.name, rhythm_of(job), last,
                        next ? std::optional(next->start) : std::nullopt, turn == Turn::due});
  }
  return out;
}

std::vector<RanJob> run_jobs(Workspace& workspace, const BackupOptions& options, Wires& wires,
                             std::stop_token stop) {
  return JobRunner(workspace, options, wires, std::move(stop)).run();
}

}  // namespace muster
