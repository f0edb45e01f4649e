#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "core/text.h"
#include "flow/branch.h"
#include "flow/history/conflicts.h"
#include "flow/merge/merge_inventory.h"
#include "flow/waiting.h"
#include "inventory/layout.h"

namespace muster {
namespace {

// What discover does: it merges the base into the branch.
const std::string merge_it = "muster discover --push";

struct BranchSides {
  const ReviewBranch& branch;
  std::string base;  // as people name it
  const Inventory& inventory;
};

std::string lines_of(const std::string& lines) {
  return lines == "removed" ? lines : "\"" + clean(trim(lines), 200) + "\"";
}

// What says on the base, too, what the branch says; then both agree.
std::string same_here(const HostClash& clash, const std::string& id) {
  static constexpr std::array<std::string_view, 3> single{"approval", "classification", "name"};
  const std::string line(trim(clash.ours));
  const std::string begin = clash.key + ": ";
  const bool plain = std::find(single.begin(), single.end(), clash.key) != single.end() &&
                     line.starts_with(begin) &&
                     line.find_first_of("\n#\"' ", begin.size()) == std::string::npos;
  if (!plain) return "";
  return fmt::format("muster set {}={} {} --commit", clash.key, line.substr(begin.size()), id);
}

Conflict of_host(const BranchSides& sides, const HostClash& clash) {
  const std::string id(host_id_in(clash.path));
  const HostFile* file = sides.inventory.find(id);
  Conflict out{"branch", id, file == nullptr ? "" : effective_name(file->host), clash.path, "", {}};
  const std::string& branch = sides.branch.name;
  out.what = fmt::format("{} on {} and {} on {}", lines_of(clash.ours), branch,
                         lines_of(clash.theirs), sides.base);
  if (clash.key.empty()) out.what = "the file is " + out.what;
  out.commands.push_back(merge_it + "   # that of " + sides.base + " stands");
  const std::string same = same_here(clash, id);
  out.commands.push_back(same.empty()
                             ? fmt::format("git diff {}...{} -- {}", sides.base, branch, clash.path)
                             : same + "   # that of the branch stands");
  return out;
}

Conflict of_branch(const BranchSides& sides, const MergeTrouble& trouble) {
  const std::string& branch = sides.branch.name;
  Conflict out{"branch", "", branch, "", "", {}};
  if (!trouble.related) {
    out.what = "it has no commit in common with " + sides.base + ": no forge merges it";
    out.commands = {fmt::format("git push origin --delete {}", branch),
                    fmt::format("git branch -D {}", branch), merge_it};
    return out;
  }
  std::vector<std::string> paths = trouble.paths;
  constexpr size_t most = 3;
  const size_t more = paths.size() > most ? paths.size() - most : 0;
  paths.resize(paths.size() - more);
  out.what = fmt::format("Git alone, and so the forge, cannot merge it into {}: {}{}", sides.base,
                         clean(join(paths, ", "), 1000),
                         more == 0 ? "" : fmt::format(" and {} more", more));
  out.commands = {merge_it};
  return out;
}

}  // namespace

std::vector<Conflict> branch_conflicts(const Workspace& workspace, const View& view,
                                       Diagnostics& notes) {
  std::vector<Conflict> out;
  const Repo& repo = workspace.repo;
  if (!view.commit && !repo.resolve("HEAD")) return out;
  const ObjectId base = view.commit ? *view.commit : base_commit(repo);
  const std::string base_name = view.commit ? base.substr(0, 9) : repo.default_branch();
  const auto branches = waiting_branches(repo, view.config, base);
  if (branches.empty()) return out;
  if (repo.shallow()) {
    notes.add(Error("whether review branches can be merged is not known of a shallow clone")
                  .mend("git fetch --unshallow")
                  .as(Severity::note));
    return out;
  }
  for (const ReviewBranch& branch : branches) {
    const BranchSides sides{branch, base_name, view.inventory};
    const MergeTrouble trouble = merge_trouble(repo, branch.tip, base);
    if (!trouble.related || !trouble.paths.empty()) out.push_back(of_branch(sides, trouble));
    if (!trouble.related) continue;
    for (const HostClash& clash : trouble.clashes) out.push_back(of_host(sides, clash));
  }
  return out;
}

}  // namespace muster
