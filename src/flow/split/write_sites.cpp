#include "flow/split/write_sites.h"

#include <algorithm>
#include <map>

#include "core/text.h"
#include "flow/records/record_files.h"
#include "inventory/layout.h"
#include "version.h"
#include "wire/files.h"

namespace muster {
namespace {

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
  const std::string records = site.records == 0 ? "" : ", " + counted(site.records, "record");
  return "discover(" + site.site + "): " + std::to_string(site.fresh) + " new, " +
         std::to_string(site.changed) + " changed, " + std::to_string(site.gone) + " gone" +
         records + "\n\n" + "Muster-Run: " + report.run +
         "\nMuster-Sources: " + sources_trailer(report, sites) +
         "\nMuster-Version: " MUSTER_VERSION "\n";
}

void count_hosts(SiteReport& site, const SiteGroup& group, const HostRefs& hosts) {
  site.hosts = hosts.size();
  for (const Host* host : hosts) {
    const HostFile* before = group.inventory->find(host->id);
    const bool pending = before == nullptr || before->host.approval == Approval::pending;
    if (pending && host->approval == Approval::approved) ++site.approved;
    if (before == nullptr) {
      ++site.fresh;
    } else if (before->host.observed.state == State::present &&
               host->observed.state == State::gone) {
      ++site.gone;
    } else if (!(before->host.observed == host->observed)) {
      ++site.changed;
    }
  }
}

void write_worktree(const Workspace& workspace, const std::vector<FileChange>& changes) {
  for (const FileChange& change : changes) {
    if (change.text) write_below(workspace.root, change.path, *change.text);
  }
  flush_below(workspace.root);
}

// Nothing to add: a branch that another machine pushed first goes on from theirs, and one that Git
// alone could not merge is brought to where a forge can.
void follow(Repo& repo, const BranchTip& tip) {
  const auto& local = tip.local;
  const bool behind = local && !repo.descends(tip.parent, *local);
  const bool merged = local && repo.descends(base_commit(repo), *local);
  if ((tip.settled || behind) && !merged) land(repo, tip, tip.parent, "muster discover");
}

SiteReport described(const SiteGroup& group, const std::string& branch, const HostRefs& hosts,
                     const std::vector<FileChange>& changes) {
  SiteReport site;
  site.site = join(std::vector<std::string>(group.sites.begin(), group.sites.end()), ",");
  site.branch = branch;
  count_hosts(site, group, hosts);
  for (const FileChange& change : changes) {
    site.paths.push_back(change.path);
    if (change.path.starts_with(records_folder)) ++site.records;
  }
  return site;
}

void commit_strand(const Strand& strand, SiteReport& site, const std::vector<FileChange>& changes,
                   Workspace& workspace, const DiscoverReport& report, const SiteGroup& group,
                   Time now) {
  Repo& repo = workspace.repo;
  if (changes.empty()) return follow(repo, strand.tip);
  require_clean(repo, site.branch, changes);
  const std::string message = repo.through_message_hook(message_for(site, report, group.sites));
  site.commit = repo.write_commit(strand.tip.parent, changes, message, committer(repo), now);
  if (site.commit) land(repo, strand.tip, *site.commit, "muster discover");
}

// The hosts of each strand: of a new one, where its file goes; of one that none has, the first.
std::vector<std::vector<const Host*>> hosts_of_strands(const SiteGroup& group,
                                                       const HostRefs& hosts) {
  std::map<std::string, size_t, std::less<>> by_id;
  for (const auto& [path, number] : group.strands.holder) by_id.emplace(host_id_in(path), number);
  std::vector<std::vector<const Host*>> out(group.strands.all.size());
  for (const Host* host : hosts) {
    const auto found = by_id.find(host->id);
    out[found == by_id.end() ? 0 : found->second].push_back(host);
  }
  return out;
}

// Beside the host files of the first strand, whatever their number.
std::vector<FileChange> record_changes(const SiteGroup& group, const Workspace& workspace,
                                       const RecordPlanning& records, Diagnostics& notes) {
  const auto commit =
      group.strands.all.empty() ? std::nullopt : std::optional(group.strands.all[0].tip.parent);
  const RecordTree tree = load_record_files(workspace, commit, notes);
  return plan_record_files(tree.files, tree.unread, group.sites, records);
}

std::vector<SiteReport> write_group(SiteGroup& group, Workspace& workspace,
                                    const DiscoverOptions& options, const HostRefs& hosts,
                                    const RecordPlanning& records, DiscoverReport& report,
                                    Time now) {
  auto changes = plan_files(*group.inventory, hosts, report.notes);
  workspace.store->rest();
  const auto beside = record_changes(group, workspace, records, report.notes);
  if (options.worktree || options.dry_run) {
    changes.insert(changes.end(), beside.begin(), beside.end());
    if (!options.dry_run) write_worktree(workspace, changes);
    return {described(group, group.branch, hosts, changes)};
  }
  auto shares = shared_out(group.strands, changes, *options.most_hosts, *group.loader);
  shares.front().insert(shares.front().end(), beside.begin(), beside.end());
  const auto strand_hosts = hosts_of_strands(group, hosts);
  std::vector<SiteReport> out;
  for (size_t number = 0; number < shares.size(); ++number) {
    const Strand& strand = group.strands.all[number];
    out.push_back(described(group, strand.tip.branch, strand_hosts[number], shares[number]));
    commit_strand(strand, out.back(), shares[number], workspace, report, group, now);
  }
  return out;
}

HostRefs of_group(const HostRefs& hosts, const SiteGroup& group) {
  std::vector<const Host*> out;
  std::copy_if(hosts.begin(), hosts.end(), std::back_inserter(out), [&](const Host* host) {
    return group.sites.contains(host->observed.site) &&
           group.inventory->find_unread(host->id) == nullptr;
  });
  return out;
}

}  // namespace

void write_sites(std::vector<SiteGroup>& groups, Workspace& workspace,
                 const DiscoverOptions& options, const HostRefs& hosts,
                 const RecordPlanning& records, DiscoverReport& report, Time now) {
  for (SiteGroup& group : groups) {
    for (SiteReport& site :
         write_group(group, workspace, options, of_group(hosts, group), records, report, now)) {
      report.sites.push_back(std::move(site));
    }
  }
}

}  // namespace muster
