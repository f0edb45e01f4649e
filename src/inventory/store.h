// Host files by the blob that holds them: each is read and parsed once, and shared by every tree it
// stands in: HEAD, the base, what was applied, the work tree, the branch of each site.
#pragma once
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "inventory/cache.h"
#include "inventory/inventory.h"
#include "inventory/source_text.h"

namespace muster {

// Thread-safe; two threads that meet the same new file at once may both parse it. Files that nobody
// holds any more are let go when more are kept than two full inventories have.
class Store {
 public:
  // `cache`: the folder that keeps files between runs (inventory/cache.h); "" for none.
  explicit Store(std::string cache = {}) : folder_(std::move(cache)) {}

  // What is wrong with a file goes to `trouble` each time a tree is loaded that holds it; the file
  // is left out and named in `unread`. Error when hosts/ has too many files or is nested too deep.
  std::shared_ptr<const Inventory> commit(const Repo& repo, const ObjectId& commit,
                                          Diagnostics& trouble);
  std::shared_ptr<const Inventory> worktree(const Repo& repo, Diagnostics& trouble);
  // Of texts in memory; those that are not below hosts/ are passed over, but for the schema.
  std::shared_ptr<const Inventory> texts(std::vector<SourceText> texts, Diagnostics& trouble);
  // Gives back the memory of texts that were looked at, until they are looked at again.
  void rest() const { cache_.rest(); }
  // Keeps no file any longer that the cache has, too. Not while another thread loads.
  void forget();

 private:
  struct Kept {  // one file read: what it says, or why it cannot be used
    std::shared_ptr<const HostFile> file;
    std::shared_ptr<const Diagnostics> trouble;
  };
  struct Loaded {
    std::shared_ptr<const Inventory> inventory;
    Diagnostics trouble;
  };
  using ReadTexts = std::function<void(std::span<SourceText* const>)>;

  Loaded load(std::vector<SourceText> texts, const ReadTexts& read);
  Kept find(const SourceText& text);
  Kept keep(SourceText&& text);
  void let_go();
  void recall();
  void remember();

  const std::string folder_;  // of the cache
  std::once_flag recalled_;
  HostCache cache_;                 // as the first load found it
  bool written_ = false;            // since then
  std::atomic<size_t> parsed_ = 0;  // since the cache was read or written
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Kept> kept_;  // by blob and path
  std::map<ObjectId, Loaded> commits_;          // the last few
};

}  // namespace muster
