#include "flow/history/history.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "core/text.h"
#include "flow/branch.h"
#include "flow/history/changes.h"
#include "flow/reconcile_plan.h"
#include "wire/git/ask_git.h"

namespace muster {
namespace {

constexpr std::string_view other_files[] = {"muster.yaml", "rules.yaml"};

std::shared_ptr<const Inventory> hosts_at(const Workspace& workspace, const ObjectId& commit) {
  Diagnostics unread;  // files that cannot be read are validate's business
  return load_hosts(workspace, commit, unread);
}

// The ids that a choice means in either of two inventories.
std::set<std::string> chosen_ids(const Inventory& before, const Inventory& after,
                                 const HostChoice& choice) {
  std::set<std::string> ids;
  std::vector<Inventory::File> files = after.files;
  for (const auto& file : before.files) {
    if (after.find(file->host.id) == nullptr) files.push_back(file);
  }
  const Inventory both(std::move(files));
  for (const HostFile* file : choose_hosts(both, choice)) ids.insert(file->host.id);
  return ids;
}

struct LoggedFile {
  char status = 'M';
  std::string path;
};

struct LoggedCommit {
  ObjectId id;
  std::vector<LoggedFile> files;
};

// "\1<commit>\0\n<status>\0<path>\0…" of git log -z --format=%x01%H --name-status --no-renames.
std::vector<LoggedCommit> parse_log(std::string_view text) {
  std::vector<LoggedCommit> commits;
  char status = 0;
  for (std::string word : split(text, '\0')) {
    const size_t begin = word.find_first_not_of('\n');
    word.erase(0, std::min(begin, word.size()));
    if (word.starts_with('\1')) {
      commits.push_back({word.substr(1), {}});
    } else if (!commits.empty() && status != 0) {
      commits.back().files.push_back({status, word});
      status = 0;
    } else if (!word.empty()) {
      status = word.front();
    }
  }
  return commits;
}

bool passes(const CommitSummary& commit, const HistoryFilter& filter) {
  if (!filter.person.empty() &&
      lower(commit.author.name + " " + commit.author.email).find(lower(filter.person)) ==
          std::string::npos) {
    return false;
  }
  if (filter.since && commit.time < *filter.since) return false;
  if (filter.until && commit.time >= *filter.until + std::chrono::days(1)) return false;
  if (filter.source.empty()) return true;
  const auto sources = commit.trailers.find("Muster-Sources");
  if (sources == commit.trailers.end()) return false;
  return (" " + sources->second + " ").find(filter.source) != std::string::npos;
}

std::string kind_of(const CommitSummary& commit) {
  if (commit.trailers.contains("Muster-Run")) return "discover";
  return commit.trailers.contains("Muster-Count") ? "decision" : "edit";
}

// A host file as a commit or its first parent has it.
std::optional<HostFile> file_at(const Repo& repo, const std::string& rev, const std::string& path) {
  const auto commit = repo.resolve(rev);
  const auto text = commit ? repo.read_at(*commit, path) : std::nullopt;
  if (!text) return std::nullopt;
  Diagnostics unread;
  return parse_host_file(*text, path, unread);
}

// What a commit did to the one host of a history; a moved file is there under two paths.
std::vector<HostChange> changes_of(const Repo& repo, const LoggedCommit& logged) {
  std::optional<HostFile> before, after;
  for (const LoggedFile& file : logged.files) {
    if (!file.path.starts_with("hosts/")) continue;
    if (file.status != 'A') before = file_at(repo, logged.id + "^", file.path);
    if (file.status != 'D') after = file_at(repo, logged.id, file.path);
  }
  if (!before && !after) return {};
  auto change = change_between(before ? &*before : nullptr, after ? &*after : nullptr);
  return change ? std::vector<HostChange>{*std::move(change)} : std::vector<HostChange>();
}

HistoryEntry entry_of(const Repo& repo, const LoggedCommit& logged, CommitSummary commit,
                      bool one_host) {
  HistoryEntry entry;
  entry.kind = kind_of(commit);
  entry.commit = std::move(commit);
  for (const LoggedFile& file : logged.files) {
    if (!file.path.starts_with("hosts/")) continue;
    if (file.status == 'A') ++entry.created;
    if (file.status == 'D') ++entry.removed;
    if (file.status == 'M') ++entry.changed;
  }
  if (one_host) entry.hosts = changes_of(repo, logged);
  return entry;
}

// The id of a host by its name now, or by an id that only old commits know.
std::string host_id(const Workspace& workspace, const HistoryFilter& filter,
                    const ObjectId& commit) {
  const bool like_id =
      filter.host.size() == 10 &&
      filter.host.find_first_not_of("0123456789abcdefghjkmnpqrstvwxyz") == std::string::npos;
  const auto inventory = hosts_at(workspace, commit);
  if (like_id && inventory->find(filter.host) == nullptr) return filter.host;
  return choose_host(*inventory, filter.host).host.id;
}

std::vector<std::string> log_words(const HistoryFilter& filter, const ObjectId& commit,
                                   const std::string& id) {
  std::vector<std::string> words{"log",           "-z",           "--format=%x01%H",
                                 "--name-status", "--no-renames", "--no-merges"};
  const auto day = [](Day value) { return render_day(value) + "T00:00:00Z"; };
  if (filter.since) words.push_back("--since=" + day(*filter.since));
  if (filter.until) words.push_back("--until=" + day(*filter.until + std::chrono::days(1)));
  words.insert(words.end(), {commit, "--"});
  if (id.empty()) {
    words.emplace_back("hosts");
    words.insert(words.end(), std::begin(other_files), std::end(other_files));
  } else {
    words.push_back(":(glob)hosts/**/*--" + id + ".yaml");
  }
  return words;
}

std::map<ObjectId, std::vector<std::string>> applied_commits(const Repo& repo,
                                                             const Config& config) {
  std::map<ObjectId, std::vector<std::string>> out;
  for (const TargetConfig& target : config.targets) {
    if (const auto commit = repo.resolve(applied_ref(target.name)))
      out[*commit].push_back(target.name);
  }
  return out;
}

std::vector<FileChange> back_to(const Inventory& then, const Inventory& now,
                                const std::vector<HostChange>& hosts) {
  std::vector<FileChange> changes;
  for (const HostChange& host : hosts) {
    const HostFile* old = then.find(host.id);
    const HostFile* file = now.find(host.id);
    if (file != nullptr && (old == nullptr || old->path != file->path))
      changes.push_back({file->path, std::nullopt});
    if (old != nullptr) changes.push_back({old->path, std::string(std::string_view(old->text))});
  }
  return changes;
}

}  // namespace

HistoryDiff diff_commits(const Workspace& workspace, const std::string& range,
                         const HostChoice& choice) {
  const size_t dots = range.find("..");
  const std::string from = range.substr(0, dots);
  const std::string to = dots == std::string::npos ? "HEAD" : range.substr(dots + 2);
  HistoryDiff diff{require_commit(workspace.repo, from.empty() ? "HEAD" : from),
                   require_commit(workspace.repo, to.empty() ? "HEAD" : to),
                   {},
                   {}};
  const auto before = hosts_at(workspace, diff.from), after = hosts_at(workspace, diff.to);
  diff.hosts = changes_between(*before, *after);
  if (!choice.empty()) {
    const auto ids = chosen_ids(*before, *after, choice);
    std::erase_if(diff.hosts, [&](const HostChange& one) { return !ids.contains(one.id); });
    return diff;
  }
  for (const std::string_view file : other_files) {
    const std::string path(file);
    if (workspace.repo.read_at(diff.from, path) != workspace.repo.read_at(diff.to, path))
      diff.files.push_back(path);
  }
  return diff;
}

History history(const Workspace& workspace, const HistoryFilter& filter, Runner& runner,
                std::stop_token stop) {
  const ObjectId commit = require_commit(workspace.repo, filter.ref);
  History out;
  if (!filter.host.empty()) out.host = host_id(workspace, filter, commit);
  const Output said =
      git::ask(&runner, workspace.root, {log_words(filter, commit, out.host), "", {}}, stop);
  if (said.code != 0) throw Error("git log failed").because(git::reason_of(said));
  Diagnostics notes;
  const auto applied = applied_commits(workspace.repo, load_config(workspace, std::nullopt, notes));
  for (const LoggedCommit& logged : parse_log(said.out)) {
    CommitSummary summary = workspace.repo.commit(logged.id);
    if (!passes(summary, filter)) continue;
    if (out.entries.size() == filter.limit) {
      out.more = true;
      break;
    }
    HistoryEntry entry = entry_of(workspace.repo, logged, std::move(summary), !out.host.empty());
    const auto found = applied.find(logged.id);
    if (found != applied.end()) entry.applied_to = found->second;
    out.entries.push_back(std::move(entry));
  }
  return out;
}

RollbackReport rollback(Workspace& workspace, const RollbackOptions& options, Time now) {
  RollbackReport report;
  report.to = require_commit(workspace.repo, options.to);
  report.dry_run = options.dry_run;
  const ObjectId head = require_commit(workspace.repo, "HEAD");
  report.branch =
      options.branch.empty() ? "muster/rollback/" + report.to.substr(0, 9) : options.branch;
  const auto then = hosts_at(workspace, report.to), today = hosts_at(workspace, head);
  report.hosts = changes_between(*today, *then);
  if (!options.choice.empty()) {
    const auto ids = chosen_ids(*then, *today, options.choice);
    std::erase_if(report.hosts, [&](const HostChange& one) { return !ids.contains(one.id); });
  }
  const auto changes = back_to(*then, *today, report.hosts);
  if (options.dry_run || changes.empty()) return report;
  const std::string ref = "refs/heads/" + report.branch;
  const bool checked_out =
      workspace.repo.head() == Head::branch && workspace.repo.head_branch() == report.branch;
  const auto before = workspace.repo.resolve(ref);
  if (checked_out || (before && !workspace.repo.descends(head, *before))) {
    throw Error(fmt::format("branch {} is there already", report.branch), Exit::refused)
        .mend("name another with --branch, or git branch -D " + report.branch);
  }
  std::string message = fmt::format("Roll back {} to {}\n\nMuster-Rollback: {}\nMuster-Count: {}\n",
                                    counted(report.hosts.size(), "host"), report.to.substr(0, 9),
                                    report.to, report.hosts.size());
  if (!options.reason.empty()) message += "Muster-Reason: " + clean(options.reason) + "\n";
  report.commit =
      workspace.repo.write_commit(head, changes, message, committer(workspace.repo), now);
  if (report.commit) workspace.repo.update_ref(ref, before, *report.commit, "muster rollback");
  return report;
}

}  // namespace muster
