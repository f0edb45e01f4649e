#include "flow/search.h"

#include <algorithm>
#include <set>

#include "flow/bulk/choose.h"
#include "flow/where.h"

namespace muster {
namespace {

std::string folder_of(const Workspace& workspace) { return workspace.repo.git_dir() + "/muster"; }

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

FoundReport search(const Workspace& workspace, const View& view, const SearchOptions& options) {
  // Those that do not fit are taken out afterwards, so more are asked for.
  constexpr size_t most_looked_at = 100'000;
  FoundReport out{options.words, {}};
  Knowledge knowledge(folder_of(workspace));
  knowledge.index(view.inventory);
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
                                     const std::string& question) {
  Knowledge knowledge(folder_of(workspace));
  std::vector<KnownHost> out;
  for (const Stop& stop : find_routes(view.inventory, view.config, question)) {
    const auto site = view.config.sites.find(effective_site(stop.file->host));
    const std::string domain = site == view.config.sites.end() ? "" : site->second.domain;
    out.push_back({stop.file, knowledge.of_host(stop.file->host, domain)});
  }
  return out;
}

}  // namespace muster
