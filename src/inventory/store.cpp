#include "inventory/store.h"

#include <algorithm>
#include <array>

#include "core/pool.h"
#include "inventory/layout.h"

namespace muster {
namespace {

constexpr size_t most_kept = 400'000;  // kept before those that nobody holds are let go
constexpr size_t most_commits = 64;
// So many files are parsed faster than the cache is written.
constexpr size_t least_parsed = 64;

const auto nothing = std::make_shared<const Diagnostics>();

std::string key_of(const SourceText& text) { return cache_key(text.blob, text.path); }

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
  const auto left_out = repo.left_out("hosts");
  std::vector<SourceText> texts;
  std::unordered_map<std::string, TrackedFile> unchanged;
  const std::array<std::function<void()>, 3> parts{[&] { texts = list_worktree(root, left_out); },
                                                   [&] { unchanged = repo.unchanged("hosts"); },
                                                   [&] { recall(); }};
  parallel_for(parts.size(), 0, [&](size_t i) { parts[i](); });
  for (SourceText& text : texts) {
    const auto found = unchanged.find(text.path);
    if (found != unchanged.end()) text.tracked = std::move(found->second);
  }
  Loaded loaded = load(std::move(texts), [&](std::span<SourceText* const> unread) {
    read_worktree(root, unread);
    read_commit(repo, unread);
  });
  trouble.add(std::move(loaded.trouble));
  return loaded.inventory;
}

std::shared_ptr<const Inventory> Store::texts(std::vector<SourceText> texts, Diagnostics& trouble) {
  Loaded loaded = load(std::move(texts), [](std::span<SourceText* const>) {});
  trouble.add(std::move(loaded.trouble));
  return loaded.inventory;
}

Store::Loaded Store::load(std::vector<SourceText> texts, const ReadTexts& read) {
  recall();
  std::string schema = take_schema(texts);
  std::sort(texts.begin(), texts.end(), [](auto& a, auto& b) { return a.path < b.path; });
  std::vector<Kept> kept(texts.size());
  parallel_for(texts.size(), 0, [&](size_t i) { kept[i] = find(texts[i]); });
  std::vector<SourceText*> missing;
  for (size_t i = 0; i < texts.size(); ++i) {
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
  cache_.rest();
  out.inventory = std::make_shared<const Inventory>(std::move(inventory));
  return out;
}

Store::Kept Store::find(const SourceText& text) {
  const bool by_index = text.blob.empty() && text.tracked;
  if (text.blob.empty() && !by_index) return {};
  const std::string& blob = by_index ? text.tracked->blob : text.blob;
  const std::string key = cache_key(blob, text.path);
  Kept out;
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = kept_.find(key); found != kept_.end()) out = found->second;
  }
  if (!out.trouble) {
    if (auto file = cache_.find(blob, text.path)) {
      const std::lock_guard lock(mutex_);
      out = kept_.try_emplace(key, Kept{std::move(file), nothing}).first->second;
    }
  }
  if (by_index && (!out.file || out.file->text.size() != text.tracked->size)) return {};
  return out;
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
  std::call_once(recalled_, [&] {
    if (!folder_.empty()) cache_ = HostCache(folder_);
  });
}

// Writes the cache anew when enough was parsed: what is in use, and as many again of what is not.
void Store::remember() {
  const std::lock_guard lock(mutex_);
  if (folder_.empty() || parsed_ < std::max(least_parsed, kept_.size() / 100)) return;
  parsed_ = 0;
  std::vector<CachedFile> used, idle;
  for (const auto& [key, kept] : kept_) {
    if (!kept.file) continue;
    const std::string_view packed = cache_.packed(key);
    const CachedFile one{key, packed, packed.empty() ? kept.file.get() : nullptr};
    (kept.file.use_count() > 1 ? used : idle).push_back(one);
  }
  for (const std::string_view key : cache_.keys()) {
    if (idle.size() >= used.size()) break;
    std::string known(key);
    if (kept_.contains(known)) continue;
    const std::string_view packed = cache_.packed(known);
    if (!packed.empty()) idle.push_back({key, packed});
  }
  idle.resize(std::min(idle.size(), used.size()));
  used.insert(used.end(), idle.begin(), idle.end());
  write_cache(folder_, used);
  written_ = true;
}

void Store::forget() {
  recall();
  const std::lock_guard lock(mutex_);
  if (std::exchange(written_, false)) {
    cache_ = {};
    cache_ = HostCache(folder_);
  }
  cache_.rest();
  const auto read = std::count_if(kept_.begin(), kept_.end(),
                                  [](const auto& one) { return one.second.file != nullptr; });
  if (cache_.size() < static_cast<size_t>(read)) return;  // to be parsed once more
  commits_.clear();
  kept_.clear();
}

void Store::let_go() {
  const std::lock_guard lock(mutex_);
  if (kept_.size() <= most_kept) return;
  commits_.clear();
  std::erase_if(kept_, [](const auto& one) { return one.second.file.use_count() <= 1; });
}

}  // namespace muster
