#include "flow/split/strands.h"

#include <fmt/core.h>

#include <algorithm>

#include "inventory/layout.h"

namespace muster {
namespace {

using Files = std::map<std::string, Inventory::File, std::less<>>;

Files by_path(const Inventory& inventory) {
  Files out;
  for (const auto& file : inventory.files) out.emplace(file->path, file);
  return out;
}

// Lays what `strand` has otherwise than `base` over `files`, and notes it as held by `number`.
void lay_over(Files& files, const Files& base, Strands& strands, size_t number) {
  Strand& strand = strands.all[number];
  const Files own = by_path(*strand.inventory);
  const auto hold = [&](const std::string& path) {
    if (strands.holder.emplace(path, number).second) ++strand.held;
  };
  for (const auto& [path, file] : own) {
    const auto before = base.find(path);
    if (before != base.end() && before->second == file) continue;
    hold(path);
    if (strands.holder[path] == number) files[path] = file;
  }
  for (const auto& [path, file] : base) {
    if (own.contains(path)) continue;
    hold(path);
    if (strands.holder[path] == number) files.erase(path);
  }
}

std::shared_ptr<const Inventory> composed(Strands& strands, const Inventory& base) {
  const Files before = by_path(base);
  Files files = before;
  std::vector<std::string> unread;
  for (size_t number = 0; number < strands.all.size(); ++number) {
    lay_over(files, before, strands, number);
    for (const std::string& path : strands.all[number].inventory->unread) unread.push_back(path);
  }
  std::sort(unread.begin(), unread.end());
  unread.erase(std::unique(unread.begin(), unread.end()), unread.end());
  std::vector<Inventory::File> all;
  for (auto& [path, file] : files) all.push_back(std::move(file));
  auto out = std::make_shared<Inventory>(std::move(all), std::move(unread));
  out->schema = strands.all.front().inventory->schema;
  return out;
}

size_t first_with_room(Strands& strands, size_t most, StrandLoader& loader) {
  if (most == 0) return 0;
  const auto free = std::find_if(strands.all.begin(), strands.all.end(),
                                 [&](const Strand& strand) { return strand.held < most; });
  if (free != strands.all.end()) return static_cast<size_t>(free - strands.all.begin());
  strands.all.push_back(loader.next());
  return strands.all.size() - 1;
}

}  // namespace

StrandLoader::StrandLoader(Workspace& workspace, std::string branch, std::set<std::string> others,
                           ObjectId base, Time now, Diagnostics& trouble)
    : workspace_(workspace),
      branch_(std::move(branch)),
      others_(std::move(others)),
      base_(std::move(base)),
      now_(now),
      trouble_(trouble) {}

std::string StrandLoader::name_of_next() {
  std::string name;
  do {
    name = fmt::format("{}-{}", branch_, ++number_);
  } while (others_.contains(name));
  return name;
}

bool StrandLoader::there(const std::string& name) const {
  const Repo& repo = workspace_.repo;
  return repo.resolve("refs/heads/" + name) ||
         repo.resolve(fmt::format("refs/remotes/{}/{}", repo.remote().value_or(""), name));
}

Strand StrandLoader::open(const std::string& name) {
  Strand out{branch_tip(workspace_.repo, name, base_, now_), nullptr, 0};
  trouble_.add(out.tip.told);
  out.inventory = load_hosts(workspace_, out.tip.parent, trouble_);
  return out;
}

Strands StrandLoader::load() {
  constexpr size_t most_gap = 8;  // of branches that were merged and are no more
  Strands out;
  out.all.push_back(open(branch_));
  size_t last = number_;
  for (size_t gap = 0; gap < most_gap; ++gap) {
    const std::string name = name_of_next();
    if (!there(name)) continue;
    out.all.push_back(open(name));
    last = number_;
    gap = 0;
  }
  number_ = last;
  Diagnostics ignored;  // what of the base does not read a strand tells, which has it, too
  out.inventory = composed(out, *load_hosts(workspace_, base_, ignored));
  return out;
}

Strand StrandLoader::next() { return open(name_of_next()); }

std::vector<std::vector<FileChange>> shared_out(Strands& strands,
                                                const std::vector<FileChange>& changes, size_t most,
                                                StrandLoader& loader) {
  std::vector<std::vector<FileChange>> out(strands.all.size());
  for (const FileChange& change : changes) {
    if (change.path == layout::schema_path) continue;
    const auto holder = strands.holder.find(change.path);
    const bool held = holder != strands.holder.end();
    const size_t number = held ? holder->second : first_with_room(strands, most, loader);
    if (!held) {
      ++strands.all[number].held;
      strands.holder.emplace(change.path, number);
    }
    out.resize(strands.all.size());
    out[number].push_back(change);
  }
  // The copy of the schema goes with what is written, so that every branch validates alone.
  for (const FileChange& change : changes) {
    if (change.path != layout::schema_path) continue;
    for (size_t number = 0; number < out.size(); ++number) {
      const bool alone = changes.size() == 1 && number == 0;
      const bool lacks = strands.all[number].inventory->schema != *change.text;
      if (lacks && (alone || !out[number].empty())) out[number].push_back(change);
    }
  }
  return out;
}

}  // namespace muster
