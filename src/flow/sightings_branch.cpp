#include "flow/sightings_branch.h"

#include "core/text.h"
#include "correlate/sightings.h"
#include "flow/workspace.h"

namespace muster {
namespace {

constexpr const char* ref = "refs/heads/muster/sightings";
constexpr const char* hosts_file = "sightings.txt";
constexpr const char* sources_file = "sources.txt";

std::optional<ObjectId> tip(const Repo& repo) {
  if (auto local = repo.resolve(ref)) return local;
  const auto remote = repo.remote();
  return remote ? repo.resolve("refs/remotes/" + *remote + "/" + sightings_branch) : std::nullopt;
}

}  // namespace

std::string render(const Health& health) {
  std::string text = "# source site answer asked last-complete\n";
  for (const auto& [source, one] : health) {
    text += source + " " + one.site + " " + (one.ok ? "complete" : "failed") + " " +
            render_day(one.asked) + " " + (one.last_ok ? render_day(*one.last_ok) : "-") + "\n";
  }
  return text;
}

// A line that does not read is left out: health is a report, never a reason to stop.
Health parse_health(const std::string& text) {
  Health health;
  for (const std::string& line : split(text, '\n')) {
    const auto words = split(line, ' ');
    SourceHealth one;
    Day last{};
    if (line.starts_with('#') || words.size() != 5 || !parse_day(words[3], one.asked)) continue;
    one.site = words[1];
    one.ok = words[2] == "complete";
    if (parse_day(words[4], last)) one.last_ok = last;
    health[words[0]] = one;
  }
  return health;
}

SightingsBranch read_sightings(const Repo& repo) {
  SightingsBranch out;
  const auto commit = tip(repo);
  if (!commit) return out;
  if (const auto text = repo.read_at(*commit, hosts_file))
    out.sightings = parse_sightings(*text, hosts_file);
  if (const auto text = repo.read_at(*commit, sources_file)) out.health = parse_health(*text);
  return out;
}

std::optional<ObjectId> write_sightings(Repo& repo, const SightingsBranch& now, Time time) {
  const std::vector<FileChange> changes{{hosts_file, render_sightings(now.sightings)},
                                        {sources_file, render(now.health)}};
  const auto commit = repo.write_commit(tip(repo), changes, "sightings\n", committer(repo), time);
  if (commit) repo.update_ref(ref, repo.resolve(ref), *commit, "muster discover");
  return commit;
}

}  // namespace muster
