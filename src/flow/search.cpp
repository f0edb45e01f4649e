#include "flow/search.h"

#include <algorithm>
#include <set>

#include "flow/backup/history.h"
#include "flow/bulk/choose.h"
#include "flow/history/history.h"
#include "flow/records/record_files.h"
#include "flow/where.h"
#include "search/words.h"

namespace muster {
namespace {

std::string folder_of(const Workspace& workspace) { return workspace.repo.git_dir() + "/muster"; }

// Devices whose redacted configuration is kept. Those that are encrypted have no words.
void index_configs(Knowledge& knowledge, const Workspace& workspace, const Config& config,
                   Runner& runner, Diagnostics& notes) {
  try {
    const ConfigsRepo configs(workspace, config.policy.backup, runner);
    std::vector<IndexedText> texts;
    for (const KeptFile& file : configs.files()) {
      const std::string name = file.path.substr(file.path.rfind('/') + 1);
      texts.push_back({file.path, file.text, name.substr(0, name.rfind('.')),
                       [&configs, &file] { return words_of_text(configs.text(file)); }});
    }
    knowledge.index("config", texts);
  } catch (Error& error) {
    notes.add(std::move(error).as(Severity::warning));
  }
}

void index_all(Knowledge& knowledge, const Workspace& workspace, const View& view, Runner& runner,
               Diagnostics& notes) {
  knowledge.index(view.inventory);
  knowledge.keep(load_record_files(workspace, view.commit, notes).files);
  index_configs(knowledge, workspace, view.config, runner, notes);
}

// Not told of for as long as makes a host gone, because its source is silent or is no more.
void mark_late(std::vector<KnownRecord>& records, const Config& config, Time now) {
  for (KnownRecord& one : records) one.late = now - one.last_seen > config.policy.gone_after;
}

// What a host has in Git; a repository without commits has nothing.
void add_history(KnownHost& host, const Workspace& workspace, const View& view, Runner& runner,
                 std::stop_token stop) {
  constexpr size_t most_commits = 3;
  if (!view.commit && !workspace.repo.resolve("HEAD")) return;
  HistoryFilter filter;
  filter.host = host.file->host.id;
  filter.ref = view.commit.value_or("HEAD");
  filter.limit = most_commits;
  try {
    host.history = history(workspace, filter, runner, std::move(stop)).entries;
  } catch (Error&) {
    host.history.clear();  // a file that is not committed yet
  }
}

void add_backup(KnownHost& host, const Workspace& workspace, const Config& config, Runner& runner) {
  try {
    const ConfigsRepo configs(workspace, config.policy.backup, runner);
    const KeptFile* kept = configs.find_host(host.file->host.id);
    if (kept == nullptr) return;
    const auto history = config_history(workspace, kept->path, 1, runner);
    if (!history.revisions.empty()) {
      host.backup = {history.path, history.revisions.front().commit.time};
    }
  } catch (Error&) {
    host.backup.reset();  // the repository of configurations is not here
  }
}

}  // namespace

void keep_records(const Workspace& workspace, const std::vector<Observation>& observations,
                  Time now, Diagnostics& trouble) try {
  const bool any = std::any_of(observations.begin(), observations.end(),
                               [](const Observation& one) { return !one.records.empty(); });
  if (any) Knowledge(folder_of(workspace)).keep(observations, now);
} catch (const Error& error) {
  trouble.add(Error("records of sources could not be kept")
                  .because(error.message + (error.why.empty() ? "" : ": " + error.why))
                  .mend(error.fix)
                  .as(Severity::warning));
}

FoundReport search(const Workspace& workspace, const View& view, const SearchOptions& options,
                   Runner& runner) {
  // Those that do not fit are taken out afterwards, so more are asked for.
  constexpr size_t most_looked_at = 100'000;
  FoundReport out{options.words, {}, {}};
  Knowledge knowledge(folder_of(workspace));
  index_all(knowledge, workspace, view, runner, out.notes);
  out.result = knowledge.search(options.words, options.where ? most_looked_at : options.most);
  if (!options.where) return out;
  std::set<std::string> fitting;
  for (const HostFile* file : choose_hosts(view.inventory, {.where = options.where})) {
    fitting.insert(file->path);
  }
  std::erase_if(out.result.hits, [&](const SearchHit& hit) { return !fitting.contains(hit.ref); });
  if (out.result.hits.size() > options.most) out.result.hits.resize(options.most);
  return out;
}

std::vector<KnownHost> what_is_known(const Workspace& workspace, const View& view,
                                     const std::string& question, Time now, Runner& runner,
                                     std::stop_token stop) {
  Knowledge knowledge(folder_of(workspace));
  Diagnostics ignored;  // muster validate tells which files of records do not read
  knowledge.keep(load_record_files(workspace, view.commit, ignored).files);
  std::vector<KnownHost> out;
  for (const Stop& at : find_routes(view.inventory, view.config, question)) {
    const auto site = view.config.sites.find(effective_site(at.file->host));
    const std::string domain = site == view.config.sites.end() ? "" : site->second.domain;
    KnownHost host{at.file, knowledge.of_host(at.file->host, domain), {}, {}};
    mark_late(host.records, view.config, now);
    add_history(host, workspace, view, runner, stop);
    add_backup(host, workspace, view.config, runner);
    out.push_back(std::move(host));
  }
  return out;
}

std::vector<KnownRecord> all_records(const Workspace& workspace, const View& view, Time now,
                                     size_t most) {
  Knowledge knowledge(folder_of(workspace));
  Diagnostics ignored;  // muster validate tells which files of records do not read
  knowledge.keep(load_record_files(workspace, view.commit, ignored).files);
  auto out = knowledge.all(most);
  mark_late(out, view.config, now);
  return out;
}

}  // namespace muster
