#include "flow/bulk/decide.h"

#include <fmt/core.h>

#include <algorithm>

#include "core/pool.h"
#include "core/text.h"
#include "flow/bulk/no_worse.h"
#include "flow/bulk/write.h"

namespace muster {
namespace {

std::vector<FileChange> edits(const std::vector<const HostFile*>& hosts, const Decision& decision) {
  auto texts = parallel_map(hosts, 0, [&](const HostFile* file) {
    return with_settings(*file, decision.settings(*file));
  });
  std::vector<FileChange> changes;
  for (size_t i = 0; i < hosts.size(); ++i) {
    if (texts[i] != std::string_view(hosts[i]->text))
      changes.push_back({hosts[i]->path, std::move(texts[i])});
  }
  return changes;
}

bool approves(const std::vector<Setting>& settings) {
  return std::any_of(settings.begin(), settings.end(), [](const Setting& one) {
    return one.key == "approval" && one.value == word(Approval::approved);
  });
}

// A name that these settings give.
bool names(const std::vector<Setting>& settings) {
  return std::any_of(settings.begin(), settings.end(), [](const Setting& one) {
    return (one.key == "name" || one.key == "overrides.name") && !one.value.empty();
  });
}

// Takes out the hosts that would make the inventory invalid when approved.
std::vector<std::string> leave_out_nameless(std::vector<const HostFile*>& hosts,
                                            const Decision& decision) {
  std::vector<std::string> out;
  std::erase_if(hosts, [&](const HostFile* file) {
    if (!effective_name(file->host).empty()) return false;
    const auto settings = decision.settings(*file);
    const bool nameless = approves(settings) && !names(settings);
    if (nameless) out.push_back(file->path);
    return nameless;
  });
  return out;
}

// Takes out the hosts whose file is not the one that was decided on.
std::vector<std::string> leave_out_stale(std::vector<const HostFile*>& hosts,
                                         const Decision& decision) {
  std::vector<std::string> out;
  std::erase_if(hosts, [&](const HostFile* file) {
    const auto seen = decision.seen.find(file->host.id);
    if (seen == decision.seen.end() || seen->second.empty()) return false;
    const bool stale = blob_id(file->text) != seen->second;
    if (stale) out.push_back(file->path);
    return stale;
  });
  return out;
}

}  // namespace

std::function<std::vector<Setting>(const HostFile&)> always(std::vector<Setting> settings) {
  return [settings = std::move(settings)](const HostFile&) { return settings; };
}

void require_meant(size_t chosen, bool yes, bool dry_run) {
  if (chosen == 0) {
    throw Error("no host is chosen", Exit::usage).mend("see what there is: muster ls");
  }
  if (chosen > most_unasked && !yes && !dry_run) {
    throw Error(fmt::format("{} are chosen", counted(chosen, "host")), Exit::refused)
        .mend("add --yes when that is meant, nothing was written");
  }
}

DecisionReport decide(Workspace& workspace, const Decision& decision, Runner& runner,
                      std::stop_token stop) {
  if (decision.choice.empty()) {
    throw Error("name hosts, or choose them with --where", Exit::usage)
        .mend("for example --where 'site = berlin and class = server'");
  }
  Diagnostics trouble;
  const auto inventory = load_hosts(workspace, {}, trouble);
  require_valid(trouble);

  auto hosts = choose_hosts(*inventory, decision.choice);
  require_meant(hosts.size(), decision.yes, decision.dry_run);
  DecisionReport report;
  report.what = decision.what;
  report.values = true;
  report.dry_run = decision.dry_run;
  report.nameless = leave_out_nameless(hosts, decision);
  report.stale = leave_out_stale(hosts, decision);
  report.chosen = hosts.size();
  const auto changes = edits(hosts, decision);
  for (const FileChange& change : changes) report.changed.push_back(change.path);
  if (decision.checked && !changes.empty()) require_no_worse(workspace, *inventory, changes);
  const Landing landing{
      decision.dry_run, decision.commit, decision.push,
      decision_message(decision.subject, changes.size(), decision.choice.where, decision.reason)};
  const Landed landed = write_edits(workspace, changes, landing, runner, stop);
  report.commit = landed.commit;
  report.pushed = landed.pushed;
  return report;
}

}  // namespace muster
