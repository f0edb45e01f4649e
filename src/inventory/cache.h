// What host files said, kept between runs so that they need not be parsed again. It is derived: Git
// has the truth, and the cache may be deleted at any time. An entry is found by blob and path; a
// cache that is damaged, of another version of muster or of another user is as good as none.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "inventory/host_file.h"

namespace muster {

struct CachedFile {
  std::string key;  // blob and path
  std::shared_ptr<const HostFile> file;
};

// Of `folder`/hosts.cache; none when there is nothing to be trusted. Parts that are damaged are
// left out by themselves.
std::vector<CachedFile> read_cache(const std::string& folder);

// Replaces it in one step, making `folder`. At most 512 MiB are written: the first files. Quiet
// when the folder is not this user's or cannot be written, because the cache is only there to save
// time.
void write_cache(const std::string& folder, const std::vector<CachedFile>& files);

}  // namespace muster
