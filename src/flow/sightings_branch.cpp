#include "flow/sightings_branch.h"

#include "core/text.h"
#include "correlate/host/sightings.h"
#include "flow/workspace.h"

namespace muster {
namespace {

constexpr const char* ref = "refs/heads/muster/sightings";
constexpr const char* hosts_file = "sightings.txt";
constexpr const char* sources_file = "sources.txt";

// The local branch and its remote one: two machines may each have added to it.
struct Tips {
  std::optional<ObjectId> local, remote;
};

Tips tips(const Repo& repo) {
  const auto remote = repo.remote();
  return {repo.resolve(ref),
          remote ? repo.resolve("refs/remotes/" + *remote + "/" + sightings_branch) : std::nullopt};
}

SightingsBranch read_at(const Repo& repo, const ObjectId& commit) {
  SightingsBranch out;
  if (const auto text = repo.read_at(commit, hosts_file)) {
    out.sightings = parse_sightings(*text, hosts_file);
  }
  if (const auto text = repo.read_at(commit, sources_file)) out.health = parse_health(*text);
  return out;
}

// The younger word on each host and source.
void take_younger(SightingsBranch& into, const SightingsBranch& other) {
  for (const auto& [id, sighting] : other.sightings) {
    const auto [found, added] = into.sightings.try_emplace(id, sighting);
    if (!added && found->second.day < sighting.day) found->second = sighting;
  }
  for (const auto& [id, health] : other.health) {
    const auto [found, added] = into.health.try_emplace(id, health);
    if (!added && found->second.asked < health.asked) found->second = health;
  }
}

// "arp=212,lease=90"
std::map<std::string, size_t> parse_rows(const std::string& text) {
  std::map<std::string, size_t> rows;
  for (const std::string& part : split(text, ',')) {
    const size_t equal = part.find('=');
    if (equal == std::string::npos) continue;
    const auto count = parse_int(std::string_view(part).substr(equal + 1));
    if (count && *count > 0) rows[part.substr(0, equal)] = static_cast<size_t>(*count);
  }
  return rows;
}

}  // namespace

std::string render(const Health& health) {
  std::string text = "# source site answer asked last-complete rows why\n";
  for (const auto& [source, one] : health) {
    std::vector<std::string> rows;
    for (const auto& [kind, count] : one.told) rows.push_back(kind + "=" + std::to_string(count));
    if (one.agreed > 0) rows.push_back("agreed=" + std::to_string(one.agreed));
    text += source + " " + one.site + " " + one.answer + " " + render_day(one.asked) + " " +
            (one.last_ok ? render_day(*one.last_ok) : "-") + " " +
            (rows.empty() ? "-" : join(rows, ",")) + (one.why.empty() ? "" : " " + one.why) + "\n";
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
    const bool formed = words.size() >= 5;
    if (line.starts_with('#') || !formed || !parse_day(words[3], one.asked)) continue;
    one.site = words[1];
    one.answer = words[2];
    if (words.size() >= 6) one.told = parse_rows(words[5]);
    if (const auto days = one.told.extract("agreed")) one.agreed = static_cast<int>(days.mapped());
    if (words.size() > 6) one.why = clean(join(std::span(words).subspan(6), " "));
    if (parse_day(words[4], last)) one.last_ok = last;
    health[words[0]] = one;
  }
  return health;
}

SightingsBranch read_sightings(const Repo& repo) {
  const Tips at = tips(repo);
  SightingsBranch out;
  if (at.local) out = read_at(repo, *at.local);
  if (at.remote && at.remote != at.local) take_younger(out, read_at(repo, *at.remote));
  return out;
}

std::optional<ObjectId> write_sightings(Repo& repo, const SightingsBranch& now, Time time) {
  const Tips at = tips(repo);
  // On top of what is shared, so that the next push is accepted.
  const bool ahead = at.local && (!at.remote || repo.descends(*at.local, *at.remote));
  const std::optional<ObjectId> parent = ahead ? at.local : at.remote;
  const std::vector<FileChange> changes{{hosts_file, render_sightings(now.sightings)},
                                        {sources_file, render(now.health)}};
  auto commit = repo.write_commit(parent, changes, "sightings\n", committer(repo), time);
  const bool moves = commit || (parent && parent != at.local);
  if (moves) repo.update_ref(ref, at.local, commit ? *commit : *parent, "muster discover");
  return commit;
}

}  // namespace muster
