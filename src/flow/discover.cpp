#include "flow/discover.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "collect/collector.h"
#include "core/hash.h"
#include "core/memory.h"
#include "core/text.h"
#include "correlate/correlate.h"
#include "flow/backup/told.h"
#include "flow/branch.h"
#include "flow/doubt.h"
#include "flow/known_hosts.h"
#include "flow/search.h"
#include "flow/sightings_branch.h"
#include "flow/site_moves.h"
#include "flow/split/write_sites.h"
#include "flow/trust.h"
#include "inventory/fit.h"
#include "model/oui.h"

namespace muster {
namespace {

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

std::string branch_of_site(const std::string& site) { return "muster/discover/" + site; }

std::vector<SiteGroup> groups_of(const std::set<std::string>& sites,
                                 const DiscoverOptions& options) {
  std::vector<SiteGroup> groups;
  if (options.worktree || !options.branch.empty()) {
    groups.push_back({options.branch, sites});
    return groups;
  }
  for (const std::string& site : sites) groups.push_back({branch_of_site(site), {site}});
  return groups;
}

void load(SiteGroup& group, Workspace& workspace, const DiscoverOptions& options,
          const Config& config, Time now, Diagnostics& trouble) {
  if (options.worktree) {
    group.inventory = load_hosts(workspace, std::nullopt, trouble);
    return;
  }
  std::set<std::string> others;
  for (const auto& [site, about] : config.sites) others.insert(branch_of_site(site));
  group.loader = std::make_unique<StrandLoader>(workspace, group.branch, std::move(others),
                                                base_commit(workspace.repo), now, trouble);
  group.strands = group.loader->load();
  group.inventory = group.strands.inventory;
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
Host known_by_macs(Host host) {
  host.observed.site = effective_site(host);
  for (const Interface& interface : effective_interfaces(host)) {
    if (interface.mac) host.observed.identity.push_back("mac:" + render(*interface.mac));
  }
  return host;
}

// As it is known, where that is not what its file says.
std::optional<Host> known_otherwise(const Host& host, const RenamedSites& renamed) {
  std::optional<Host> out;
  if (is_by_hand(host)) out = known_by_macs(host);
  const auto now = renamed.find(out ? out->observed.site : host.observed.site);
  if (now == renamed.end()) return out;
  if (!out) out = host;
  out->observed.site = now->second;
  return out;
}

KnownHosts known_hosts(const std::vector<SiteGroup>& groups, const RenamedSites& renamed,
                       SiteMoves& moves) {
  KnownHosts known;
  for (const SiteGroup& group : groups) {
    for (const auto& file : group.inventory->files) {
      auto otherwise = known_otherwise(file->host, renamed);
      const Host& host = otherwise ? *otherwise : file->host;
      moves.note(host);
      if (!group.sites.contains(host.observed.site)) continue;
      if (otherwise) {
        known.add_own(*std::move(otherwise));
      } else {
        known.add(file->host);
      }
    }
  }
  return known;
}

void report_sources(DiscoverReport& report, const std::vector<Observation>& observations) {
  for (const Observation& one : observations) {
    report.sources.push_back({one.source, one.site, one.rows(), one.dropped,
                              one.forwarding.by_rule(), one.trouble, one.answer == Answer::doubtful,
                              one.records.size()});
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

// What the policy says where nobody said otherwise.
DiscoverOptions settled(DiscoverOptions options, const Config& config) {
  if (!options.most_hosts) options.most_hosts = config.policy.max_hosts;
  return options;
}

std::optional<ObjectId> base_of(const Workspace& workspace, const DiscoverOptions& options) {
  if (options.base.empty()) return std::nullopt;
  return require_commit(workspace.repo, options.base);
}

}  // namespace

DiscoverReport discover(Workspace& workspace, const DiscoverOptions& options, Wires& wires,
                        std::stop_token stop) {
  Diagnostics trouble;
  const Config config = load_config(workspace, base_of(workspace, options), trouble);
  const auto sources = choose_sources(config, options);
  const Time now = wires.clock.now();
  const Day today = std::chrono::floor<std::chrono::days>(now);
  const Trust trust =
      trust_of(workspace, config, options.base, options.allow_commands, wires.runner);
  if (options.push) fetch_branches(workspace, wires, stop);
  auto groups = groups_of(sites_of(sources), options);
  Diagnostics unread;
  for (SiteGroup& group : groups) load(group, workspace, options, config, now, unread);
  SiteMoves moves(config);
  auto known = known_hosts(groups, renamed_sites(options.renamed_sites, config), moves);
  add_backed_up(workspace, config.policy.backup, known, wires.runner, trouble);
  Doubt doubt(config, known.all(), options.accept_shrink);
  SightingsBranch memory = read_sightings(workspace.repo);
  std::vector<Observation> observations;
  const auto asked = put_aside(sources, moves, doubt, memory.health, observations);
  observe(asked, options, trust, wires, stop, observations);
  doubt.judge(observations, memory.health, today);
  DiscoverReport report;
  report.run = run_id(now, observations);
  for (const Diagnostics& said : {once(trouble), once(unread), doubt.missing(), moves.missing()})
    report.notes.add(said);
  report_sources(report, observations);

  wires.progress.phase("correlating");
  const OuiTable vendors = OuiTable::load(options.vendors, report.notes);
  Correlation found = correlate(observations, known.all(), memory.sightings, config, vendors, today,
                                doubt.accepted());
  fit_files(found.hosts, report.notes);
  account(report, found);

  give_back_freed();
  wires.progress.phase("writing host files");
  write_sites(groups, workspace, settled(options, config), found.hosts,
              {observations, config.policy.records, doubt.accepted(), today}, report, now);
  if (options.worktree || options.dry_run) return report;
  keep_records(workspace, observations, now, report.notes);
  memory.sightings = std::move(found.sightings);
  note_health(memory.health, observations, doubt, today);
  write_sightings(workspace.repo, memory, now);
  if (options.push) push_all(report, workspace, wires, stop);
  return report;
}

}  // namespace muster
