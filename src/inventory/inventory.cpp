#include "inventory/inventory.h"

#include <algorithm>

namespace muster {

Inventory::Inventory(std::vector<File> in_any_order) : files(std::move(in_any_order)) {
  std::sort(files.begin(), files.end(),
            [](const File& a, const File& b) { return a->path < b->path; });
  by_id_.reserve(files.size());
  for (const File& file : files) by_id_.push_back(file.get());
  std::stable_sort(by_id_.begin(), by_id_.end(),
                   [](auto a, auto b) { return a->host.id < b->host.id; });
}

const HostFile* Inventory::find(std::string_view id) const {
  const auto found =
      std::lower_bound(by_id_.begin(), by_id_.end(), id,
                       [](const HostFile* file, auto wanted) { return file->host.id < wanted; });
  return found == by_id_.end() || (*found)->host.id != id ? nullptr : *found;
}

}  // namespace muster
