#include "inventory/store.h"

#include <algorithm>

#include "core/pool.h"
#include "inventory/cache.h"
#include "inventory/layout.h"

namespace muster {
namespace {

constexpr size_t most_kept = 400'000;  // kept before those that nobody holds are let go
constexpr size_t most_commits = 64;
// So many files are parsed faster than the cache is written.
constexpr size_t least_parsed = 64;

const auto nothing = std::make_shared<const Diagnostics>();

std::string key_of(const SourceText& text) { return text.blob + text.path; }

Error refusal(const SourceText& text) {
  return Error("not read: " + text.refused, Exit::invalid)
      .at({text.path, 0, 0, ""})
      .mend("replace it by an ordinary file, or remove it");
}

std::string take_schema(std::vector<SourceText>& texts) {
  std::string schema;
  std::erase_if(texts, [&](SourceText& text) {
    if (text.path == layout::schema_path) schema = std::move(text.text);
    return !text.path.starts_with("hosts/");
  });
  return schema;
}

}  // namespace

std::shared_ptr<const Inventory> Store::commit(const Repo& repo, const ObjectId& commit,
                                               Diagnostics& trouble) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto known = commits_.find(commit); known != commits_.end()) {
      trouble.add(known->second.trouble);
      return known->second.inventory;
    }
  }
  Loaded loaded = load(list_commit(repo, commit),
                       [&](std::span<SourceText* const> texts) { read_commit(repo, texts); });
  trouble.add(loaded.trouble);
  auto inventory = loaded.inventory;
  const std::lock_guard lock(mutex_);
  if (commits_.size() == most_commits) commits_.erase(commits_.begin());
  commits_.emplace(commit, std::move(loaded));
  return inventory;
}

std::shared_ptr<const Inventory> Store::worktree(const Repo& repo, Diagnostics& trouble) {
  const std::string root = repo.root();
  auto texts = list_worktree(root);
  auto unchanged = repo.unchanged("hosts");
  for (SourceText& text : texts) {
    const auto found = unchanged.find(text.path);
    if (found != unchanged.end()) text.tracked = std::move(found->second);
  }
  Loaded loaded = load(std::move(texts),
                       [&](std::span<SourceText* const> unread) { read_worktree(root, unread); });
  trouble.add(std::move(loaded.trouble));
  return loaded.inventory;
}

std::shared_ptr<const Inventory> Store::texts(std::vector<SourceText> texts, Diagnostics& trouble) {
  Loaded loaded = load(std::move(texts), [](std::span<SourceText* const>) {});
  trouble.add(std::move(loaded.trouble));
  return loaded.inventory;
}

Store::Loaded Store::load(std::vector<SourceText> texts, const ReadTexts& read) {
  std::call_once(recalled_, [&] { recall(); });
  std::string schema = take_schema(texts);
  std::sort(texts.begin(), texts.end(), [](auto& a, auto& b) { return a.path < b.path; });
  std::vector<Kept> kept(texts.size());
  std::vector<SourceText*> missing;
  for (size_t i = 0; i < texts.size(); ++i) {
    kept[i] = find(texts[i]);
    if (!kept[i].trouble && texts[i].refused.empty()) missing.push_back(&texts[i]);
  }
  read(missing);
  parallel_for(missing.size(), 0, [&](size_t i) {
    const auto at = static_cast<size_t>(missing[i] - texts.data());
    if (missing[i]->refused.empty()) kept[at] = keep(std::move(*missing[i]));
  });
  let_go();

  Loaded out;
  std::vector<Inventory::File> files;
  std::vector<std::string> unread;
  files.reserve(texts.size());
  for (size_t i = 0; i < texts.size(); ++i) {
    if (kept[i].trouble) out.trouble.add(*kept[i].trouble);
    if (!kept[i].trouble) out.trouble.add(refusal(texts[i]));
    if (kept[i].file) {
      files.push_back(std::move(kept[i].file));
    } else {
      unread.push_back(std::move(texts[i].path));
    }
  }
  Inventory inventory(std::move(files), std::move(unread));
  inventory.schema = std::move(schema);
  remember();
  out.inventory = std::make_shared<const Inventory>(std::move(inventory));
  return out;
}

Store::Kept Store::find(const SourceText& text) const {
  const bool by_index = text.blob.empty() && text.tracked;
  if (text.blob.empty() && !by_index) return {};
  const std::string key = (by_index ? text.tracked->blob : text.blob) + text.path;
  const std::lock_guard lock(mutex_);
  const auto found = kept_.find(key);
  if (found == kept_.end()) return {};
  const auto& file = found->second.file;
  if (by_index && (!file || file->text.size() != text.tracked->size)) return {};
  return found->second;
}

// Parses the text, unless its blob turns out to be known.
Store::Kept Store::keep(SourceText&& text) {
  if (text.blob.empty()) {
    text.blob = blob_id(text.text);
    if (Kept known = find(text); known.trouble) return known;
  }
  std::string key = key_of(text);
  const std::string body = std::move(text.text);
  Diagnostics trouble;
  Kept out{nullptr, nothing};
  if (auto file = parse_host_file(body, text.path, trouble)) {
    out.file = std::make_shared<const HostFile>(*std::move(file));
  }
  ++parsed_;
  if (!trouble.empty()) out.trouble = std::make_shared<const Diagnostics>(std::move(trouble));
  const std::lock_guard lock(mutex_);
  return kept_.try_emplace(std::move(key), std::move(out)).first->second;
}

void Store::recall() {
  if (cache_.empty()) return;
  for (CachedFile& one : read_cache(cache_)) {
    kept_.try_emplace(std::move(one.key), Kept{std::move(one.file), nothing});
  }
}

// Writes the cache anew when enough was parsed: what is in use, and as many again of what is not.
void Store::remember() {
  const std::lock_guard lock(mutex_);
  if (cache_.empty() || parsed_ < std::max(least_parsed, kept_.size() / 100)) return;
  parsed_ = 0;
  std::vector<CachedFile> used, idle;
  for (const auto& [key, kept] : kept_) {
    if (kept.file) (kept.file.use_count() > 1 ? used : idle).push_back({key, kept.file});
  }
  idle.resize(std::min(idle.size(), used.size()));
  used.insert(used.end(), idle.begin(), idle.end());
  write_cache(cache_, used);
}

void Store::let_go() {
  const std::lock_guard lock(mutex_);
  if (kept_.size() <= most_kept) return;
  commits_.clear();
  std::erase_if(kept_, [](const auto& one) { return one.second.file.use_count() <= 1; });
}

}  // namespace muster
