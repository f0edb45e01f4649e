// What host files said, kept between runs so that they need not be parsed again. It is derived: Git
// has the truth, and the cache may be deleted at any time. An entry is found by blob and path; a
// cache that is damaged, of another version of muster or of another user is as good as none.
#pragma once
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "inventory/host_file.h"
#include "wire/mapped_file.h"

namespace muster {

class HostCache {
 public:
  HostCache() = default;
  // Of `folder`/hosts.cache; empty when there is nothing to be trusted.
  explicit HostCache(const std::string& folder);

  // Thread-safe; reads only what is asked for. nullptr when it is not there, or was damaged.
  std::shared_ptr<const HostFile> find(const std::string& blob, const std::string& path) const;
  // As it stands in the cache; empty as with find().
  std::string_view packed(const std::string& key) const;

  std::vector<std::string_view> keys() const;  // in the order of the file

  size_t size() const { return entries_.size(); }
  // Gives back the memory that find() took beside what it returned.
  void rest() const;

 private:
  struct Part {
    explicit Part(std::string_view whole) : bytes(whole) {}
    std::string_view bytes;  // with its head
    std::once_flag looked_at;
    bool intact = false;
  };
  struct Entry {
    Part* part = nullptr;
    std::string_view bytes;
  };
  void index(Part& part);

  std::shared_ptr<const MappedFile> text_;
  std::vector<std::unique_ptr<Part>> parts_;
  std::unordered_map<std::string_view, Entry> entries_;
  std::vector<std::string_view> keys_;
};

// The key of an entry.
std::string cache_key(const std::string& blob, const std::string& path);

struct CachedFile {
  std::string_view key;
  std::string_view packed;         // when it is known already
  const HostFile* file = nullptr;  // else
};

// Replaces the cache in one step, making `folder`. At most 512 MiB are written: the first files.
// Quiet when the folder is not this user's or cannot be written, because the cache is only there to
// save time.
void write_cache(const std::string& folder, const std::vector<CachedFile>& files);

}  // namespace muster
