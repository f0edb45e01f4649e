#include "flow/backup/standings.h"

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"
#include "flow/workspace.h"

namespace muster {
namespace {

using nlohmann::json;

constexpr const char* standings_ref = "refs/heads/muster/backups";
constexpr const char* standings_file = "standings.json";
constexpr size_t most_bytes = 64 << 20;

json seconds(Time time) { return time.time_since_epoch().count(); }
json seconds(const std::optional<Time>& time) { return time ? seconds(*time) : json(); }

std::optional<Time> time_in(const json& in, const char* key) {
  const auto found = in.find(key);
  if (found == in.end() || !found->is_number_integer()) return std::nullopt;
  return Time(std::chrono::seconds(found->get<long long>()));
}

std::string text_in(const json& in, const char* key) {
  const auto found = in.find(key);
  return found != in.end() && found->is_string() ? clean(found->get<std::string>(), 1000) : "";
}

size_t count_in(const json& in, const char* key) {
  const auto found = in.find(key);
  return found != in.end() && found->is_number_unsigned() ? found->get<size_t>() : 0;
}

template <class Fn>
void each_in(const json& all, const char* key, Fn fn) {
  const auto found = all.find(key);
  if (found == all.end() || !found->is_object()) return;
  for (const auto& [name, one] : found->items()) {
    if (one.is_object()) fn(clean(name), one);
  }
}

// Of two machines' words on one thing the younger one.
void take_younger(BackupStandings& into, const BackupStandings& other) {
  for (const auto& [label, one] : other.devices) {
    DeviceStanding& own = into.devices.try_emplace(label, one).first->second;
    if (own.tried < one.tried) own = one;
  }
  for (const auto& [name, one] : other.jobs) {
    JobStanding& own = into.jobs.try_emplace(name, one).first->second;
    if (own.due < one.due) own = one;
  }
}

BackupStandings standings_at(const Repo& repo, const std::optional<ObjectId>& commit) {
  const auto text = commit ? repo.read_at(*commit, standings_file) : std::nullopt;
  return text ? parse_standings(*text) : BackupStandings();
}

}  // namespace

std::string render(const BackupStandings& standings) {
  json devices = json::object();
  for (const auto& [label, one] : standings.devices) {
    devices[label] = {{"host", one.host},
                      {"platform", one.platform},
                      {"tried", seconds(one.tried)},
                      {"last_good", seconds(one.last_good)},
                      {"outcome", one.outcome},
                      {"message", one.message},
                      {"why", one.why},
                      {"fix", one.fix}};
  }
  json jobs = json::object();
  for (const auto& [name, one] : standings.jobs) {
    jobs[name] = {{"due", seconds(one.due)},
                  {"started", seconds(one.started)},
                  {"finished", seconds(one.finished)},
                  {"outcome", one.outcome},
                  {"changed", one.changed},
                  {"unchanged", one.unchanged},
                  {"failed", one.failed}};
  }
  return render_json(json{{"format_version", 1}, {"devices", devices}, {"jobs", jobs}});
}

// What does not read is left out: a standing is a report, never a reason to stop.
BackupStandings parse_standings(const std::string& text) {
  BackupStandings out;
  if (text.size() > most_bytes || !json::accept(text)) return out;
  const json all = parse_json(text, standings_file, own_json(most_bytes));
  if (!all.is_object()) return out;
  each_in(all, "devices", [&](const std::string& label, const json& one) {
    out.devices[label] = {
        text_in(one, "host"),      text_in(one, "platform"), time_in(one, "tried").value_or(Time()),
        time_in(one, "last_good"), text_in(one, "outcome"),  text_in(one, "message"),
        text_in(one, "why"),       text_in(one, "fix")};
  });
  each_in(all, "jobs", [&](const std::string& name, const json& one) {
    out.jobs[name] = {time_in(one, "due").value_or(Time()),
                      time_in(one, "started").value_or(Time()),
                      time_in(one, "finished").value_or(Time()),
                      text_in(one, "outcome"),
                      count_in(one, "changed"),
                      count_in(one, "unchanged"),
                      count_in(one, "failed")};
  });
  return out;
}

BackupStandings read_standings(const Repo& repo) {
  const auto remote = repo.remote();
  BackupStandings out = standings_at(repo, repo.resolve(standings_ref));
  if (remote) {
    take_younger(
        out, standings_at(repo, repo.resolve("refs/remotes/" + *remote + "/" + standings_branch)));
  }
  return out;
}

void write_standings(Repo& repo, const BackupStandings& now, Time time) {
  const auto before = repo.resolve(standings_ref);
  const std::vector<FileChange> changes{{standings_file, render(now)}};
  const auto commit = repo.write_commit(std::nullopt, changes, "muster: how backups stand\n",
                                        committer(repo), time);
  if (commit && commit != before) repo.update_ref(standings_ref, before, *commit, "muster backup");
}

void note_devices(BackupStandings& standings, const BackupReport& report) {
  for (const DeviceBackup& device : report.devices) {
    if (device.outcome == BackupOutcome::skipped) continue;
    DeviceStanding& one = standings.devices[device.label()];
    one.host = device.host;
    one.platform = device.platform;
    one.tried = report.started;
    one.outcome = word(device.outcome);
    if (good(device.outcome)) one.last_good = report.started;
    one.message = device.trouble ? device.trouble->message : "";
    one.why = device.trouble ? device.trouble->why : "";
    one.fix = device.trouble ? device.trouble->fix : "";
  }
}

}  // namespace muster
