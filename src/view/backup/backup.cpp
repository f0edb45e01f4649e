#include "view/backup/backup.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"
#include "view/grid.h"

namespace muster {
namespace {

using nlohmann::json;

Tone tone_of(BackupOutcome outcome) {
  if (outcome == BackupOutcome::changed) return Tone::good;
  return outcome == BackupOutcome::unchanged ? Tone::dim : Tone::bad;
}

std::string detail_of(const DeviceBackup& device) {
  if (device.trouble) return inert(device.trouble->message);
  return fmt::format("{}; {} replaced", device.proof, counted(device.redacted, "secret"));
}

std::string reasons(const BackupReport& report) {
  std::string out;
  for (const DeviceBackup& device : report.devices) {
    if (!device.trouble) continue;
    out += fmt::format("\n{}: {}\n", device.label(), inert(device.trouble->message));
    if (!device.trouble->why.empty()) out += fmt::format("  why: {}\n", inert(device.trouble->why));
    if (!device.trouble->fix.empty()) out += fmt::format("  fix: {}\n", inert(device.trouble->fix));
  }
  return out;
}

std::string where_kept(const BackupReport& report) {
  if (report.dry_run) return "nothing is written";
  if (!report.commit) return "nothing to commit";
  return fmt::format("→ {} {}{}", report.branch, report.commit->substr(0, 9),
                     report.pushed ? ", pushed" : "");
}

json time_json(const std::optional<Time>& time) { return time ? json(render_time(*time)) : json(); }

std::string time_text(const std::optional<Time>& time) { return time ? render_time(*time) : "-"; }

json device_json(const DeviceBackup& one) {
  json device{{"site", one.site},         {"name", one.name},
              {"host", one.host},         {"platform", one.platform},
              {"path", one.path},         {"outcome", word(one.outcome)},
              {"complete", one.proof},    {"facts", one.facts},
              {"redacted", one.redacted}, {"milliseconds", one.took.count()}};
  if (one.trouble) device["error"] = to_json(*one.trouble);
  return device;
}

json standing_json(const DeviceStanding& one) {
  return {{"host", one.host},
          {"platform", one.platform},
          {"tried", render_time(one.tried)},
          {"last_good", time_json(one.last_good)},
          {"outcome", one.outcome},
          {"message", one.message},
          {"why", one.why},
          {"fix", one.fix}};
}

bool is_good(const std::string& outcome) { return outcome == "changed" || outcome == "unchanged"; }

// A label's value in the text form of Prometheus.
std::string label_value(const std::string& text) {
  std::string out;
  for (const char c : visible(text)) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

using Gauges = std::vector<std::pair<std::string, long long>>;

std::string metric(const std::string& name, const std::string& help, const Gauges& rows) {
  std::string out = fmt::format("# HELP {0} {1}\n# TYPE {0} gauge\n", name, help);
  for (const auto& [labels, value] : rows) out += fmt::format("{}{{{}}} {}\n", name, labels, value);
  return out;
}

}  // namespace

std::string backup_text(const BackupReport& report, const Style& style) {
  std::vector<GridRow> rows;
  for (const DeviceBackup& device : report.devices) {
    rows.push_back({{device.label(), std::string(word(device.outcome)),
                     device.platform.empty() ? "-" : device.platform, render_duration(device.took),
                     detail_of(device)},
                    tone_of(device.outcome)});
  }
  std::string out =
      grid(rows, rows.empty() ? 0 : rows.front().cells.size(), style) + reasons(report);
  if (!report.new_keys.empty()) {
    out += fmt::format(
        "\n{} of devices that are new: review {}, and merge it when somebody confirms the "
        "fingerprints\n",
        counted(report.new_keys.size(), "host key"), report.keys_branch);
  }
  if (!report.merge_request.empty()) {
    out += fmt::format("merge request of host keys: {}\n", report.merge_request);
  }
  out += fmt::format("\nbackup  {} changed, {} unchanged, {} failed  {}\n",
                     report.count(BackupOutcome::changed), report.count(BackupOutcome::unchanged),
                     report.failed(), where_kept(report));
  return out;
}

std::string backup_json(const BackupReport& report) {
  json devices = json::array();
  for (const DeviceBackup& one : report.devices) devices.push_back(device_json(one));
  return render_json(json{{"format_version", 1},
                          {"job", report.job},
                          {"run", report.run},
                          {"started", render_time(report.started)},
                          {"finished", render_time(report.finished)},
                          {"dry_run", report.dry_run},
                          {"branch", report.branch},
                          {"commit", report.commit ? json(*report.commit) : json()},
                          {"pushed", report.pushed},
                          {"new_host_keys", report.new_keys},
                          {"merge_request", report.merge_request},
                          {"changed", report.count(BackupOutcome::changed)},
                          {"unchanged", report.count(BackupOutcome::unchanged)},
                          {"failed", report.failed()},
                          {"devices", std::move(devices)}});
}

std::string config_log_text(const std::string& path, const std::vector<Revision>& revisions) {
  std::string out = path + "\n";
  for (const Revision& one : revisions) {
    out += fmt::format("{}  {}  {}{}\n", one.commit.id.substr(0, 9), render_time(one.commit.time),
                       inert(clean(one.commit.subject)), one.blob.empty() ? "  (removed)" : "");
  }
  return out;
}

std::string config_log_json(const std::string& path, const std::vector<Revision>& revisions) {
  json list = json::array();
  for (const Revision& one : revisions) {
    list.push_back({{"commit", one.commit.id},
                    {"time", render_time(one.commit.time)},
                    {"subject", clean(one.commit.subject)},
                    {"trailers", one.commit.trailers},
                    {"removed", one.blob.empty()}});
  }
  return render_json(json{{"format_version", 1}, {"path", path}, {"revisions", std::move(list)}});
}

std::string config_changes_json(const std::string& path, const std::string& from,
                                const std::string& to, const std::vector<ConfigChange>& changes) {
  json list = json::array();
  for (const ConfigChange& one : changes) {
    list.push_back({{"change", one.added ? "added" : "removed"},
                    {"section", one.section},
                    {"line", one.line}});
  }
  return render_json(json{{"format_version", 1},
                          {"path", path},
                          {"from", from},
                          {"to", to},
                          {"changes", std::move(list)}});
}

std::string config_import_text(const ConfigImportReport& report) {
  std::string out;
  for (const std::string& one : report.left_out) out += "left out  " + inert(one) + "\n";
  return out +
         fmt::format("import  {} of {} in {}  {}\n", counted(report.revisions, "revision"),
                     counted(report.devices.size(), "device"), counted(report.commits, "commit"),
                     report.dry_run  ? "nothing is written"
                     : report.commit ? "→ " + report.branch + " " + report.commit->substr(0, 9)
                                     : "nothing to commit");
}

std::string config_import_json(const ConfigImportReport& report) {
  return render_json(json{{"format_version", 1},
                          {"dry_run", report.dry_run},
                          {"commits", report.commits},
                          {"revisions", report.revisions},
                          {"devices", report.devices},
                          {"left_out", report.left_out},
                          {"branch", report.branch},
                          {"commit", report.commit ? json(*report.commit) : json()}});
}

std::string jobs_text(const JobsReport& report, const Style& style) {
  std::vector<std::vector<std::string>> rows;
  for (const JobView& job : report.jobs) {
    rows.push_back({job.name, job.rhythm,
                    job.due    ? "due"
                    : job.last ? job.last->outcome
                               : "never",
                    job.last ? render_time(job.last->started) : "-",
                    job.last ? fmt::format("{} changed, {} unchanged, {} failed", job.last->changed,
                                           job.last->unchanged, job.last->failed)
                             : "-",
                    time_text(job.next)});
  }
  const std::vector<std::string> head{"job", "runs", "is", "last", "with", "next"};
  std::string out = table(head, rows, style);
  rows.clear();
  for (const auto& [label, one] : report.devices) {
    rows.push_back({label, one.platform.empty() ? "-" : one.platform, one.outcome,
                    time_text(one.last_good), render_time(one.tried),
                    one.message.empty() ? "" : inert(one.message)});
  }
  const std::vector<std::string> device_head{"device",    "platform",   "is",
                                             "last good", "last tried", "why"};
  if (!rows.empty()) out += "\n" + table(device_head, rows, style);
  return out;
}

std::string jobs_json(const JobsReport& report) {
  json jobs = json::object();
  for (const JobView& job : report.jobs) {
    json one{{"runs", job.rhythm}, {"due", job.due}, {"next", time_json(job.next)}};
    if (job.last) {
      one["last"] = {{"due", render_time(job.last->due)},
                     {"started", render_time(job.last->started)},
                     {"finished", render_time(job.last->finished)},
                     {"outcome", job.last->outcome},
                     {"changed", job.last->changed},
                     {"unchanged", job.last->unchanged},
                     {"failed", job.last->failed}};
    }
    jobs[job.name] = std::move(one);
  }
  json devices = json::object();
  for (const auto& [label, one] : report.devices) devices[label] = standing_json(one);
  return render_json(
      json{{"format_version", 1}, {"jobs", std::move(jobs)}, {"devices", std::move(devices)}});
}

std::string jobs_metrics(const JobsReport& report) {
  Gauges good_at, success, finished, failed, due;
  for (const auto& [label, one] : report.devices) {
    const std::string labels = fmt::format("device=\"{}\"", label_value(label));
    if (one.last_good) good_at.emplace_back(labels, one.last_good->time_since_epoch().count());
    success.emplace_back(labels, is_good(one.outcome) ? 1 : 0);
  }
  for (const JobView& job : report.jobs) {
    const std::string labels = fmt::format("job=\"{}\"", label_value(job.name));
    due.emplace_back(labels, job.due ? 1 : 0);
    if (!job.last) continue;
    finished.emplace_back(labels, job.last->finished.time_since_epoch().count());
    failed.emplace_back(labels, static_cast<long long>(job.last->failed));
  }
  return metric("muster_backup_last_good_timestamp_seconds",
                "When the configuration of a device was last captured whole.", good_at) +
         metric("muster_backup_success", "1: the last try of a device was good.", success) +
         metric("muster_job_last_finished_timestamp_seconds", "When a job last ended.", finished) +
         metric("muster_job_failed_devices", "Devices that failed in the last run of a job.",
                failed) +
         metric("muster_job_due", "1: a job is to be run now.", due);
}

}  // namespace muster
