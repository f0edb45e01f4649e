#include "flow/merge/merge_inventory.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>

#include "core/list.h"
#include "flow/merge/landed.h"
#include "flow/workspace.h"
#include "inventory/layout.h"
#include "inventory/merge/merge_host.h"

namespace muster {
namespace {

constexpr std::string_view hosts_folder = "hosts";
constexpr size_t most_bytes = 1 << 20;  // of a host file; none that is read is as large

// What each of three trees has of one host.
struct Triple {
  std::array<std::optional<TreeFile>, 3> of;  // base, ours, theirs
  bool twice = false;                         // a tree has two files of it
  bool landed = false;                        // the base is one that Git does not know

  static bool same(const std::optional<TreeFile>& a, const std::optional<TreeFile>& b) {
    return a.has_value() == b.has_value() && (!a || (a->path == b->path && a->blob == b->blob));
  }
  bool parted() const {
    if (twice || same(of[1], of[2])) return false;
    return landed || (!same(of[0], of[1]) && !same(of[0], of[2]));
  }
};

std::map<std::string, Triple> triples(const Repo& repo, const std::optional<ObjectId>& base,
                                      const ObjectId& ours, const ObjectId& theirs) {
  const auto landed = base ? landed_hosts(repo, *base, ours, theirs)
                           : std::map<std::string, std::optional<TreeFile>>{};
  std::map<std::string, Triple> out;
  const std::array<std::optional<ObjectId>, 3> commits{base, ours, theirs};
  for (size_t side = 0; side < commits.size(); ++side) {
    if (!commits[side]) continue;
    for (TreeFile& file : repo.list(*commits[side], std::string(hosts_folder))) {
      const std::string id(host_id_in(file.path));
      if (id.empty() || file.link) continue;
      Triple& triple = out[id];
      triple.twice = triple.twice || triple.of[side].has_value();
      triple.of[side] = std::move(file);
    }
  }
  for (const auto& [id, file] : landed) {
    Triple& triple = out[id];
    triple.landed = !Triple::same(triple.of[0], file);
    triple.of[0] = file;
  }
  std::erase_if(out, [](const auto& one) { return !one.second.parted(); });
  return out;
}

// The texts of all of them, by blob.
std::map<ObjectId, std::string> texts_of(const Repo& repo,
                                         const std::map<std::string, Triple>& parted) {
  std::vector<ObjectId> blobs;
  for (const auto& [id, triple] : parted) {
    for (const auto& file : triple.of) {
      if (file) blobs.push_back(file->blob);
    }
  }
  sort_unique(blobs);
  auto texts = repo.read_all(blobs, most_bytes);
  std::map<ObjectId, std::string> out;
  for (size_t i = 0; i < blobs.size(); ++i) {
    if (texts[i]) out.emplace(blobs[i], *std::move(texts[i]));
  }
  return out;
}

struct Settled {
  std::vector<FileChange> files;
  std::vector<HostClash> clashes;
};

// nullopt: one of them is too large to be a host file.
std::optional<HostVersions> versions_of(const Triple& triple,
                                        const std::map<ObjectId, std::string>& texts) {
  std::array<std::optional<HostVersion>, 3> out;
  for (size_t side = 0; side < out.size(); ++side) {
    if (!triple.of[side]) continue;
    const auto text = texts.find(triple.of[side]->blob);
    if (text == texts.end()) return std::nullopt;
    out[side] = HostVersion{triple.of[side]->path, text->second};
  }
  return HostVersions{out[0], out[1], out[2]};
}

Settled settle(const Repo& repo, const std::map<std::string, Triple>& parted) {
  const auto texts = texts_of(repo, parted);
  Settled out;
  for (const auto& [id, triple] : parted) {
    const auto versions = versions_of(triple, texts);
    if (!versions) continue;
    const HostMerge merged = merge_host(*versions);
    std::map<std::string, std::optional<std::string>> paths;
    for (const auto& file : triple.of) {
      if (file) paths[file->path] = std::nullopt;
    }
    if (merged.result) paths[merged.result->path] = merged.result->text;
    for (auto& [path, text] : paths) out.files.push_back({path, std::move(text)});
    out.clashes.insert(out.clashes.end(), merged.clashes.begin(), merged.clashes.end());
  }
  return out;
}

std::string stands(const HostClash& clash) {
  if (!clash.key.empty()) {
    return fmt::format("{} was decided on both branches: that of the other branch stands",
                       clash.key);
  }
  const bool removed = clash.ours == "removed" || clash.theirs == "removed";
  return removed ? "one branch removed the file, people decided in it on the other: it stays"
                 : "both branches changed the whole file: that of the other branch stands";
}

Error of_clash(const HostClash& clash) {
  return Error(stands(clash))
      .at({clash.path, 0, 0, ""})
      .because(fmt::format("here: {}; there: {}", clash.ours, clash.theirs))
      .mend("decide it anew on this branch, where that is not what you mean")
      .as(Severity::warning);
}

Error of_path(const std::string& path) {
  return Error("both branches changed the same lines: those of the other branch stand")
      .at({path, 0, 0, ""})
      .mend("see what this branch had: git log -p -- " + path)
      .as(Severity::warning);
}

std::string with_told(const std::string& subject, const Diagnostics& told) {
  if (told.empty()) return subject;
  std::string message = subject + "\n\nDecided on both sides:\n";
  for (const Error& error : told.items()) {
    message += "- " + error.where.file + ": " + error.message + "\n";
    if (!error.why.empty()) message += "  " + error.why + "\n";
  }
  return message;
}

}  // namespace

MergedInventory merge_inventory(Repo& repo, const ObjectId& ours, const ObjectId& theirs,
                                const std::string& subject, Time now) {
  const auto base = repo.merge_base(ours, theirs);
  const auto parted = triples(repo, base, ours, theirs);
  std::vector<std::string> conflicts;
  const Signature who = committer(repo);
  const auto plain = repo.merge(ours, theirs, subject, who, now, conflicts);
  if (plain && parted.empty()) return {*plain, true, {}};
  const Settled settled = settle(repo, parted);
  const bool landed =
      std::any_of(parted.begin(), parted.end(), [](const auto& one) { return one.second.landed; });
  MergedInventory out{"", plain.has_value() && !landed, {}};
  for (const HostClash& clash : settled.clashes) out.told.add(of_clash(clash));
  const auto message = [&](const std::vector<std::string>& by_force) {
    for (const std::string& path : by_force) out.told.add(of_path(path));
    return with_told(subject, out.told);
  };
  out.commit = repo.merge_settled(ours, theirs, settled.files, message, who, now);
  return out;
}

MergeTrouble merge_trouble(const Repo& repo, const ObjectId& ours, const ObjectId& theirs) {
  const auto base = repo.merge_base(ours, theirs);
  return {base.has_value(), settle(repo, triples(repo, base, ours, theirs)).clashes,
          repo.merge_conflicts(ours, theirs)};
}

}  // namespace muster
