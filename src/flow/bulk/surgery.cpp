#include "flow/bulk/surgery.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "core/list.h"
#include "core/text.h"
#include "correlate/host/classify.h"
#include "correlate/identity/identity.h"
#include "correlate/identity/match.h"
#include "flow/bulk/decide.h"
#include "flow/bulk/no_worse.h"
#include "flow/bulk/write.h"
#include "flow/sightings_branch.h"

namespace muster {
namespace {

std::shared_ptr<const Inventory> readable_hosts(const Workspace& workspace) {
  Diagnostics trouble;
  auto inventory = load_hosts(workspace, {}, trouble);
  require_valid(trouble);
  return inventory;
}

DecisionReport written(Workspace& workspace, const std::vector<FileChange>& changes,
                       DecisionReport report, const std::string& subject, const Surgery& surgery,
                       Runner& runner, std::stop_token stop) {
  for (const FileChange& change : changes) report.changed.push_back(change.path);
  report.dry_run = surgery.dry_run;
  const Landing landing{
      surgery.dry_run, surgery.commit, surgery.push,
      decision_message(subject, report.chosen, surgery.choice.where, surgery.reason)};
  const Landed landed = write_edits(workspace, changes, landing, runner, stop);
  report.commit = landed.commit;
  report.pushed = landed.pushed;
  return report;
}

std::vector<FileChange> host_changes(const Inventory& inventory, const HostRefs& hosts) {
  Diagnostics trouble;
  auto changes = plan_files(inventory, hosts, trouble);
  require_valid(trouble);
  std::erase_if(changes, [](const auto& one) { return !one.path.starts_with("hosts/"); });
  return changes;
}

template <class T>
void append_new(std::vector<T>& to, const std::vector<T>& from) {
  for (const T& one : from) {
    if (std::find(to.begin(), to.end(), one) == to.end()) to.push_back(one);
  }
}

void append_interfaces(std::vector<Interface>& to, const std::vector<Interface>& from) {
  for (const Interface& one : from) {
    const bool there = std::any_of(to.begin(), to.end(), [&](const Interface& other) {
      return one.mac ? other.mac == one.mac : other == one;
    });
    if (!there) to.push_back(one);
  }
}

void require_mergeable(const HostFile& keep, const HostFile& drop) {
  const Observed &a = keep.host.observed, &b = drop.host.observed;
  const auto refuse = [&](std::string why) {
    throw Error(fmt::format("{} and {} are not one host", keep.path, drop.path), Exit::refused)
        .because(std::move(why))
        .mend("nothing was written");
  };
  if (effective_site(keep.host) != effective_site(drop.host)) {
    refuse(fmt::format("one is at {}, the other at {}", effective_site(keep.host),
                       effective_site(drop.host)));
  }
  const bool guests = a.guest && b.guest;
  if (guests && (a.guest->cluster != b.guest->cluster || a.guest->id != b.guest->id)) {
    refuse(fmt::format("they are guests {} and {} of hypervisors", a.guest->id, b.guest->id));
  }
}

void take_in(Observed& keep, const Host& drop, const std::string& site) {
  const Observed& other = drop.observed;
  if (keep.first_seen == Day{} || other.first_seen < keep.first_seen)
    keep.first_seen = other.first_seen;
  if (keep.site.empty()) keep.site = site;
  if (keep.name.empty()) keep.name = other.name;
  if (!keep.guest) keep.guest = other.guest;
  if (other.state == State::present) keep.state = State::present;
  append_new(keep.identity, other.identity);
  append_interfaces(keep.interfaces, other.interfaces);
  append_new(keep.attached, other.attached);
  append_new(keep.names, other.names);
  append_new(keep.sources, other.sources);
  sort_unique(keep.sources);
  std::erase(keep.attention, "duplicate-of:" + drop.id);
}

// People's words of a file that goes, where the one that stays has none.
std::vector<Setting> inherited(const Host& keep, const Host& drop) {
  std::vector<Setting> out;
  if (keep.name.empty() && !drop.name.empty()) out.push_back({"name", drop.name});
  if (!drop.aliases.empty()) out.push_back({"aliases", join(drop.aliases, ","), How::add});
  if (!drop.tags.empty()) out.push_back({"tags", join(drop.tags, ","), How::add});
  if (keep.notes.empty() && !drop.notes.empty()) out.push_back({"notes", drop.notes});
  return out;
}

bool has_any(const Interface& interface, const std::set<Mac>& macs) {
  return interface.mac && macs.contains(*interface.mac);
}

std::set<Mac> macs_of(const std::vector<std::string>& words) {
  std::set<Mac> macs;
  for (const std::string& word : words) {
    const auto mac = parse_mac(word);
    if (!mac) {
      throw Error(fmt::format("\"{}\" is no MAC address", clean(word)), Exit::usage)
          .mend("write it as bc:24:11:aa:bb:cc");
    }
    macs.insert(*mac);
  }
  return macs;
}

// What of `host` has these MACs, taken out of it.
Host taken_out(Host& host, const std::set<Mac>& macs) {
  Host out;
  Observed &from = host.observed, &to = out.observed;
  to.site = from.site;
  to.state = from.state;
  to.first_seen = from.first_seen;
  to.sources = from.sources;
  for (const Interface& interface : from.interfaces) {
    if (has_any(interface, macs)) to.interfaces.push_back(interface);
  }
  std::erase_if(from.interfaces, [&](const auto& one) { return has_any(one, macs); });
  for (const Mac mac : macs) {
    to.identity.push_back("mac:" + render(mac));
    std::erase(from.identity, to.identity.back());
  }
  return out;
}

void require_split(const HostFile& file, const Host& rest, const Host& fresh, size_t macs) {
  const auto refuse = [&](const std::string& what) {
    throw Error(fmt::format("{} cannot be split: {}", file.path, what), Exit::usage)
        .mend("muster where shows the MACs of a host");
  };
  if (fresh.observed.interfaces.size() < macs) refuse("it has no interface with one of the MACs");
  if (rest.observed.interfaces.empty()) refuse("nothing would be left of it");
}

bool is_sharded(const std::string& path) { return std::count(path.begin(), path.end(), '/') > 2; }

}  // namespace

DecisionReport merge_hosts(Workspace& workspace, const std::string& keep, const Surgery& surgery,
                           Runner& runner, std::stop_token stop) {
  const auto inventory = readable_hosts(workspace);
  const HostFile& kept = choose_host(*inventory, keep, surgery.choice.folder);
  auto drops = choose_hosts(*inventory, surgery.choice);
  std::erase(drops, &kept);
  require_meant(drops.size(), surgery.yes, surgery.dry_run);
  Host host = kept.host;
  std::vector<Setting> settings;
  std::vector<FileChange> changes;
  for (const HostFile* drop : drops) {
    require_mergeable(kept, *drop);
    take_in(host.observed, drop->host, effective_site(kept.host));
    for (Setting& one : inherited(host, drop->host)) {
      if (one.key == "name") host.name = one.value;
      if (one.key == "notes") host.notes = one.value;
      settings.push_back(std::move(one));
    }
    changes.push_back({drop->path, std::nullopt});
  }
  HostFile file = kept;
  for (FileChange& change : host_changes(*inventory, std::vector<const Host*>{&host})) {
    Diagnostics trouble;
    auto parsed = parse_host_file(*change.text, change.path, trouble);
    require_valid(trouble);
    file = *std::move(parsed);
    file.text = SharedText(std::move(*change.text));
  }
  changes.push_back({kept.path, with_settings(file, settings)});
  require_no_worse(workspace, *inventory, changes);
  DecisionReport report;
  report.chosen = drops.size();
  report.what =
      fmt::format("merged into {}", effective_name(host).empty() ? host.id : effective_name(host));
  return written(workspace, changes, std::move(report), "merge into " + host.id, surgery, runner,
                 stop);
}

DecisionReport split_host(Workspace& workspace, const std::string& word,
                          const std::vector<std::string>& words, const Surgery& surgery,
                          Runner& runner, std::stop_token stop) {
  const auto macs = macs_of(words);
  const auto inventory = readable_hosts(workspace);
  const HostFile& file = choose_host(*inventory, word, surgery.choice.folder);
  Diagnostics notes;
  const Config config = load_config(workspace, std::nullopt, notes);
  Host rest = file.host;
  Host fresh = taken_out(rest, macs);
  require_split(file, rest, fresh, macs.size());
  std::set<std::string> taken;
  for (const auto& other : inventory->files) taken.insert(other->host.id);
  fresh.id = new_id(mac_key(fresh.observed.site, *macs.begin()), taken);
  fresh.observed.proposed = propose(fresh.id, fresh.observed, config);
  fresh.classification = fresh.observed.proposed.classification;
  const std::vector<Host> both{std::move(rest), fresh};
  const auto changes = host_changes(*inventory, both);
  require_no_worse(workspace, *inventory, changes);
  DecisionReport report;
  report.chosen = 1;
  report.what = fmt::format("split off as {}", fresh.id);
  return written(workspace, changes, std::move(report), "split " + file.host.id, surgery, runner,
                 stop);
}

DecisionReport move_files(Workspace& workspace, const Surgery& surgery, Runner& runner,
                          std::stop_token stop) {
  const auto inventory = readable_hosts(workspace);
  const auto chosen = choose_hosts(*inventory, surgery.choice);
  require_meant(chosen.size(), surgery.yes, surgery.dry_run);
  std::set<std::string> there;
  for (const auto& file : inventory->files) there.insert(file->path);
  std::vector<FileChange> changes;
  for (const HostFile* file : chosen) {
    const std::string path = host_path(file->host, is_sharded(file->path));
    if (path == file->path) continue;
    if (!there.insert(path).second) {
      throw Error(fmt::format("{} is there already", path), Exit::refused)
          .mend("see what is wrong with: muster validate");
    }
    changes.push_back({file->path, std::nullopt});
    changes.push_back({path, std::string(std::string_view(file->text))});
  }
  DecisionReport report;
  report.chosen = chosen.size();
  report.what = "moved";
  return written(workspace, changes, std::move(report), "move", surgery, runner, stop);
}

DecisionReport prune_files(Workspace& workspace, std::chrono::days gone, Day today,
                           const Surgery& surgery, Runner& runner, std::stop_token stop) {
  const auto inventory = readable_hosts(workspace);
  const Sightings seen = read_sightings(workspace.repo).sightings;
  auto chosen = choose_hosts(*inventory, surgery.choice);
  DecisionReport report;
  std::erase_if(chosen, [&](const HostFile* file) {
    const auto found = seen.find(file->host.id);
    const bool old = found == seen.end() || found->second.day + gone <= today;
    return effective_state(file->host) != State::gone || !old;
  });
  std::erase_if(chosen, [&](const HostFile* file) {
    if (file->host.protect) report.protected_ones.push_back(file->path);
    return file->host.protect;
  });
  report.what = "file removed";
  report.chosen = chosen.size();
  if (chosen.empty()) return report;
  require_meant(chosen.size(), surgery.yes, surgery.dry_run);
  std::vector<FileChange> changes;
  for (const HostFile* file : chosen) changes.push_back({file->path, std::nullopt});
  return written(workspace, changes, std::move(report), "prune", surgery, runner, stop);
}

}  // namespace muster
