#include "flow/absence.h"

#include <fmt/core.h>

#include <unordered_set>

#include "core/text.h"

namespace muster {
namespace {

// More ids than this and Git is asked for every removed host file rather than for each by name.
constexpr size_t most_pathspecs = 200;

struct Removal {
  ObjectId commit;
  std::string path;
};

std::string id_of_path(const std::string& path) {
  const size_t start = path.rfind("--");
  return start == std::string::npos ? "" : path.substr(start + 2, path.rfind('.') - start - 2);
}

// The youngest commit up to `head` that removed the file of each host. Asked of the git program: it
// walks history by path faster than trees can be compared here.
std::map<std::string, Removal> removals(const Workspace& workspace, Runner& runner,
                                        const ObjectId& head, const std::set<std::string>& ids,
                                        std::stop_token stop) {
  std::map<std::string, Removal> out;
  if (ids.empty()) return out;
  Command command;
  command.argv = {
      "git", "log", "--no-renames", "--diff-filter=D", "--name-only", "--format=commit %H",
      head,  "--"};
  if (ids.size() > most_pathspecs) {
    command.argv.push_back("hosts");
  } else {
    for (const std::string& id : ids)
      command.argv.push_back(fmt::format(":(glob)hosts/**/*--{}.yaml", id));
  }
  command.directory = workspace.root;
  command.timeout = Milliseconds(120'000);
  command.max_bytes = 256 << 20;
  const Output log = runner.run(command, stop);
  if (log.code != 0) throw Error("git log failed").because(clean(log.err));
  ObjectId commit;
  for (const std::string& line : split(log.out, '\n')) {
    if (line.starts_with("commit ")) {
      commit = line.substr(7);
    } else if (const std::string id = id_of_path(line); ids.contains(id)) {
      out.try_emplace(id, Removal{commit, line});
    }
  }
  return out;
}

// `protect: true` outlives its file: whoever removes the file has not said that it may go.
bool protected_when_removed(const Workspace& workspace, const Removal& removal) {
  const auto before = workspace.repo.resolve(removal.commit + "^");
  const auto text = before ? workspace.repo.read_at(*before, removal.path) : std::nullopt;
  if (!text) return false;
  Diagnostics ignored;
  const auto file = parse_host_file(*text, removal.path, ignored);
  return file && file->host.protect;
}

std::string why_present_file(const Host& host) {
  if (host.release) return "released";
  if (host.approval != Approval::approved) {
    return fmt::format("approval is {}", word(host.approval));
  }
  if (effective_state(host) == State::gone) return "gone from the network";
  return "classification is " + host.classification;
}

std::set<std::string> absent_hosts(std::span<const Resource> desired, const Snapshot& actual) {
  std::unordered_set<Text> present;
  std::set<std::string> absent;
  for (const Resource& resource : desired) present.insert(resource.host);
  for (const Resource& resource : actual.resources) {
    if (resource.owned && !present.contains(resource.host)) absent.insert(resource.host);
  }
  absent.erase("");
  return absent;
}

}  // namespace

std::map<std::string, Standing> standings(const Workspace& workspace, Runner& runner,
                                          const View& view, const Applied& applied,
                                          std::span<const Resource> desired, const Snapshot& actual,
                                          std::stop_token stop) {
  std::map<std::string, Standing> out;
  std::set<std::string> without_file;
  for (const std::string& id : absent_hosts(desired, actual)) {
    const HostFile* now = view.inventory.find(id);
    const HostFile* before = applied.inventory.find(id);
    const bool protect = (now && now->host.protect) || (before && before->host.protect);
    if (now) out[id] = {why_present_file(now->host), before != nullptr, protect, now->host.release};
    if (!now && before) out[id] = {"file removed", true, protect, false};
    if (!now) without_file.insert(id);
  }
  if (!view.commit) return out;
  for (const auto& [id, removal] : removals(workspace, runner, *view.commit, without_file, stop)) {
    Standing& standing = out[id];
    standing.why = fmt::format("file removed in {}", removal.commit.substr(0, 7));
    // Known before an earlier apply: that apply saw the file go.
    standing.known_at_base |=
        applied.commit && workspace.repo.descends(*applied.commit, removal.commit);
    standing.protect |= protected_when_removed(workspace, removal);
  }
  return out;
}

}  // namespace muster
