#include "flow/discover.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "collect/collector.h"
#include "core/hash.h"
#include "core/text.h"
#include "correlate/correlate.h"
#include "flow/branch.h"
#include "flow/doubt.h"
#include "flow/sightings_branch.h"
#include "flow/site_moves.h"
#include "flow/trust.h"
#include "inventory/fit.h"
#include "model/oui.h"
#include "version.h"
#include "wire/files.h"

namespace muster {
namespace {

// Sites whose hosts go to one branch, and the inventory they go on from.
struct Group {
  std::string branch;
  std::set<std::string> sites;
  std::optional<BranchTip> tip;  // none: the work tree
  std::shared_ptr<const Inventory> inventory;
};

bool chosen(const std::vector<std::string>& wanted, const std::string& name) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), name) != wanted.end();
}

template <class Names>
void refuse_unknown(const std::vector<std::string>& wanted, const Names& known, const char* what) {
  for (const std::string& name : wanted) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    throw Error(std::string(what) + " \"" + clean(name) + "\" is not in muster.yaml", Exit::usage)
        .mend(suggestion(name, std::vector<std::string>(known.begin(), known.end())));
  }
}

std::vector<SourceConfig> choose_sources(const Config& config, const DiscoverOptions& options) {
  std::vector<std::string> names, sites;
  for (const SourceConfig& source : config.sources) {
    names.push_back(source.name);
    if (!source.listed_in.empty()) names.push_back(source.listed_in);
  }
  for (const auto& [slug, site] : config.sites) sites.push_back(slug);
  refuse_unknown(options.sources, names, "source");
  refuse_unknown(options.sites, sites, "site");
  std::vector<SourceConfig> out;
  for (const SourceConfig& source : config.sources) {
    const bool wanted = source.enabled || !options.sources.empty();
    const bool named =
        chosen(options.sources, source.name) || chosen(options.sources, source.listed_in);
    if (wanted && named && chosen(options.sites, source.site)) {
      out.push_back(source);
    }
  }
  if (out.empty()) {
    throw Error("no source is left to ask", Exit::usage)
        .mend("add one under sources: in muster.yaml, or name others with --site and --source");
  }
  return out;
}

// A secret that cannot be fetched fails its source, not the run.
void observe(const std::vector<SourceConfig>& configs, const DiscoverOptions& options,
             const Trust& trust, Wires& wires, std::stop_token stop,
             std::vector<Observation>& out) {
  wires.progress.phase(fmt::format("asking {}", counted(configs.size(), "source")));
  std::vector<Source> sources;
  for (const SourceConfig& config : configs) {
    Source source{config};
    try {
      if (!options.replay) {
        source.secrets = fetch_secrets(config, wires.runner, trust);
      }
      sources.push_back(std::move(source));
    } catch (Error& error) {
      out.push_back(failed(source, std::move(error)));
    }
  }
  for (Observation& one : collect_all(sources, wires, stop)) out.push_back(std::move(one));
  if (stop.stop_requested()) {
    throw Error("interrupted before anything was written", Exit::interrupted);
  }
}

// The sources to ask; those that must not be are failed ones in `out`.
std::vector<SourceConfig> put_aside(const std::vector<SourceConfig>& sources,
                                    const SiteMoves& moves, const Doubt& doubt,
                                    const Health& health, std::vector<Observation>& out) {
  std::vector<SourceConfig> asked;
  for (const SourceConfig& source : sources) {
    auto refused = moves.refusal(source, health);
    if (refused && !doubt.accepts(source.id())) {
      out.push_back(failed({source}, std::move(*refused)));
    } else {
      asked.push_back(source);
    }
  }
  return asked;
}

std::vector<Group> groups_of(const std::set<std::string>& sites, const DiscoverOptions& options) {
  std::vector<Group> groups;
  if (options.worktree || !options.branch.empty()) {
    groups.push_back({options.branch, sites, {}, {}});
    return groups;
  }
  for (const std::string& site : sites) {
    groups.push_back({"muster/discover/" + site, {site}, {}, {}});
  }
  return groups;
}

void load(Group& group, Workspace& workspace, const DiscoverOptions& options, Time now,
          Diagnostics& trouble) {
  std::optional<ObjectId> commit;
  if (!options.worktree) {
    group.tip = branch_tip(workspace.repo, group.branch, base_commit(workspace.repo), now);
    trouble.add(group.tip->told);
    commit = group.tip->parent;
  }
  group.inventory = load_hosts(workspace, commit, trouble);
}

// A file that stands on the branches of many sites is told once.
Diagnostics once(const Diagnostics& trouble) {
  Diagnostics out;
  std::set<std::string> told;
  for (const Error& error : trouble.items()) {
    if (told.insert(render(error)).second) out.add(error);
  }
  return out;
}

// A host written by hand is known again by the MACs that stand in its file.
void know_by_macs(Host& host) {
  host.observed.site = effective_site(host);
  for (const Interface& interface : effective_interfaces(host)) {
    if (interface.mac) host.observed.identity.push_back("mac:" + render(*interface.mac));
  }
}

std::vector<Host> known_hosts(const std::vector<Group>& groups, const RenamedSites& renamed,
                              SiteMoves& moves) {
  std::vector<Host> known;
  for (const Group& group : groups) {
    for (const auto& file : group.inventory->files) {
      Host host = file->host;
      if (is_by_hand(host)) know_by_macs(host);
      const auto now = renamed.find(host.observed.site);
      if (now != renamed.end()) host.observed.site = now->second;
      moves.note(host);
      if (group.sites.contains(host.observed.site)) known.push_back(std::move(host));
    }
  }
  return known;
}

// "mikrotik=1/1 proxmox=0/1": sources that answered, of those asked, by kind.
std::string sources_trailer(const DiscoverReport& report, const std::set<std::string>& sites) {
  std::map<std::string, std::pair<int, int>> kinds;
  for (const SourceReport& source : report.sources) {
    if (!sites.contains(source.site)) continue;
    auto& [answered, asked] = kinds[source.id.substr(0, source.id.find(':'))];
    ++asked;
    if (!source.failed() && !source.doubtful) ++answered;
  }
  std::vector<std::string> parts;
  for (const auto& [kind, count] : kinds) {
    parts.push_back(kind + "=" + std::to_string(count.first) + "/" + std::to_string(count.second));
  }
  return join(parts, " ");
}

std::string message_for(const SiteReport& site, const DiscoverReport& report,
                        const std::set<std::string>& sites) {
  return "discover(" + site.site + "): " + std::to_string(site.fresh) + " new, " +
         std::to_string(site.changed) + " changed, " + std::to_string(site.gone) + " gone\n\n" +
         "Muster-Run: " + report.run + "\nMuster-Sources: " + sources_trailer(report, sites) +
         "\nMuster-Version: " MUSTER_VERSION "\n";
}

void count_hosts(SiteReport& site, const Group& group, const std::vector<Host>& hosts) {
  site.hosts = hosts.size();
  for (const Host& host : hosts) {
    const HostFile* before = group.inventory->find(host.id);
    const bool pending = before == nullptr || before->host.approval == Approval::pending;
    if (pending && host.approval == Approval::approved) ++site.approved;
    if (before == nullptr) {
      ++site.fresh;
    } else if (before->host.observed.state == State::present &&
               host.observed.state == State::gone) {
      ++site.gone;
    } else if (!(before->host.observed == host.observed)) {
      ++site.changed;
    }
  }
}

void write_worktree(const Workspace& workspace, const std::vector<FileChange>& changes) {
  for (const FileChange& change : changes) {
    if (change.text) write_below(workspace.root, change.path, *change.text);
  }
}

// Nothing to add: a branch that another machine pushed first goes on from theirs, and one that Git
// alone could not merge is brought to where a forge can.
void follow(Repo& repo, const Group& group) {
  if (!group.tip) return;
  const auto& local = group.tip->local;
  const bool behind = local && !repo.descends(group.tip->parent, *local);
  const bool merged = local && repo.descends(base_commit(repo), *local);
  if ((group.tip->settled || behind) && !merged) {
    land(repo, *group.tip, group.tip->parent, "muster discover");
  }
}

SiteReport write_group(Group& group, Workspace& workspace, const DiscoverOptions& options,
                       const std::vector<Host>& hosts, DiscoverReport& report, Time now) {
  SiteReport site;
  site.site = join(std::vector<std::string>(group.sites.begin(), group.sites.end()), ",");
  site.branch = group.branch;
  count_hosts(site, group, hosts);
  const auto changes = plan_files(*group.inventory, hosts, report.notes);
  for (const FileChange& change : changes) site.paths.push_back(change.path);
  if (options.dry_run) return site;
  if (changes.empty()) {
    follow(workspace.repo, group);
    return site;
  }
  if (options.worktree) {
    write_worktree(workspace, changes);
    return site;
  }
  require_clean(workspace.repo, group.branch, changes);
  const std::string message =
      workspace.repo.through_message_hook(message_for(site, report, group.sites));
  site.commit = workspace.repo.write_commit(group.tip->parent, changes, message,
                                            committer(workspace.repo), now);
  if (site.commit) land(workspace.repo, *group.tip, *site.commit, "muster discover");
  return site;
}

void report_sources(DiscoverReport& report, const std::vector<Observation>& observations) {
  for (const Observation& one : observations) {
    report.sources.push_back({one.source, one.site, one.rows(), one.dropped,
                              one.forwarding.by_rule(), one.trouble,
                              one.answer == Answer::doubtful});
  }
}

std::string run_id(Time now, const std::vector<Observation>& observations) {
  std::string text = render_time(now);
  for (const Observation& one : observations) text += one.source + std::to_string(one.rows());
  std::string stamp = render_time(now).substr(0, 16) + "Z";
  std::erase_if(stamp, [](char c) { return c == '-' || c == ':'; });
  return stamp + "-" + sha256_hex(text).substr(0, 4);
}

void push_all(DiscoverReport& report, Workspace& workspace, Wires& wires, std::stop_token stop) {
  std::vector<std::string> refs;
  const auto add = [&](const std::string& branch) {
    if (!to_push(workspace.repo, branch)) return;
    refs.push_back("refs/heads/" + branch + ":refs/heads/" + branch);
  };
  for (const SiteReport& site : report.sites) add(site.branch);
  add(sightings_branch);
  if (refs.empty()) return;
  wires.progress.phase("pushing");
  push(workspace.repo, wires.runner, refs, stop);
  report.pushed = true;
}

std::vector<Host> of_group(const std::vector<Host>& hosts, const Group& group) {
  std::vector<Host> out;
  std::copy_if(hosts.begin(), hosts.end(), std::back_inserter(out), [&](const Host& host) {
    return group.sites.contains(host.observed.site) &&
           group.inventory->find_unread(host.id) == nullptr;
  });
  return out;
}

void write_groups(std::vector<Group>& groups, Workspace& workspace, const DiscoverOptions& options,
                  const std::vector<Host>& hosts, DiscoverReport& report, Progress& progress,
                  Time now) {
  progress.phase("writing host files");
  for (Group& group : groups) {
    report.sites.push_back(
        write_group(group, workspace, options, of_group(hosts, group), report, now));
  }
}

void fit_files(std::vector<Host>& hosts, Diagnostics& notes) {
  constexpr size_t most_named = 5;
  size_t cut = 0, items = 0;
  std::vector<std::string> named;
  for (Host& host : hosts) {
    const size_t left_out = fit(host.observed);
    if (left_out == 0) continue;
    items += left_out;
    if (cut++ < most_named) {
      named.push_back(fmt::format("{} ({})", host.id, clean(effective_name(host), 63)));
    }
  }
  if (cut == 0) return;
  notes.add(Error(fmt::format("{} seen with more than a host file holds: {} left out",
                              counted(cut, "host"), counted(items, "item")))
                .because(join(named, ", ") + (cut > most_named ? " and others" : ""))
                .mend("see which addresses or ports flood them: muster ls --where "
                      "'attention = too-large'")
                .as(Severity::warning));
}

void fetch_branches(Workspace& workspace, Wires& wires, std::stop_token stop) {
  const std::string remote = workspace.repo.remote().value_or("origin");
  std::vector<std::string> words{fmt::format("+refs/heads/*:refs/remotes/{}/*", remote)};
  // Where a branch left the base is in the history that a shallow clone has not.
  if (workspace.repo.shallow()) words.insert(words.begin(), "--unshallow");
  fetch(workspace.repo, wires.runner, words, stop);
}

std::set<std::string> sites_of(const std::vector<SourceConfig>& sources) {
  std::set<std::string> sites;
  for (const SourceConfig& source : sources) sites.insert(source.site);
  return sites;
}

void account(DiscoverReport& report, const Correlation& found) {
  report.collected = found.collected;
  report.written = found.written;
  report.explained = found.explained;
  report.unaccounted = found.unaccounted();
}

}  // namespace

DiscoverReport discover(Workspace& workspace, const DiscoverOptions& options, Wires& wires,
                        std::stop_token stop) {
  Diagnostics trouble;
  std::optional<ObjectId> base;
  if (!options.base.empty()) base = require_commit(workspace.repo, options.base);
  const Config config = load_config(workspace, base, trouble);
  const auto sources = choose_sources(config, options);
  const Time now = wires.clock.now();
  const Day today = std::chrono::floor<std::chrono::days>(now);
  const Trust trust =
      trust_of(workspace, config, options.base, options.allow_commands, wires.runner);
  if (options.push) fetch_branches(workspace, wires, stop);
  auto groups = groups_of(sites_of(sources), options);
  Diagnostics unread;
  for (Group& group : groups) load(group, workspace, options, now, unread);

  SiteMoves moves(config);
  const auto known = known_hosts(groups, renamed_sites(options.renamed_sites, config), moves);
  const Doubt doubt(config, known, options.accept_shrink);
  SightingsBranch memory = read_sightings(workspace.repo);
  std::vector<Observation> observations;
  const auto asked = put_aside(sources, moves, doubt, memory.health, observations);
  observe(asked, options, trust, wires, stop, observations);
  doubt.judge(observations, memory.health);
  DiscoverReport report;
  report.run = run_id(now, observations);
  for (Diagnostics* said : {&trouble, &unread}) report.notes.add(once(*said));
  for (const Diagnostics& said : {doubt.missing(), moves.missing()}) report.notes.add(said);
  report_sources(report, observations);

  wires.progress.phase("correlating");
  const OuiTable vendors = OuiTable::load(options.vendors, report.notes);
  Correlation found =
      correlate(observations, known, memory.sightings, config, vendors, today, doubt.accepted());
  fit_files(found.hosts, report.notes);
  account(report, found);

  write_groups(groups, workspace, options, found.hosts, report, wires.progress, now);
  if (options.worktree || options.dry_run) return report;
  memory.sightings = std::move(found.sightings);
  note_health(memory.health, observations, doubt, today);
  write_sightings(workspace.repo, memory, now);
  if (options.push) push_all(report, workspace, wires, stop);
  return report;
}

}  // namespace muster
