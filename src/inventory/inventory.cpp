#include "inventory/inventory.h"

#include <algorithm>

#include "inventory/layout.h"

namespace muster {
std::string_view host_id_in(std::string_view path) {
  const size_t dashes = path.rfind("--");
  if (dashes == std::string_view::npos || !path.ends_with(".yaml")) return {};
  return path.substr(dashes + 2, path.size() - dashes - 2 - 5);
}

Inventory::Inventory(std::vector<File> in_any_order, std::vector<std::string> unread_paths)
    : files(std::move(in_any_order)), unread(std::move(unread_paths)) {
  std::sort(files.begin(), files.end(),
            [](const File& a, const File& b) { return a->path < b->path; });
  for (size_t i = 0; i < unread.size(); ++i) unread_by_id_.emplace(host_id_in(unread[i]), i);
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

const std::string* Inventory::find_unread(std::string_view id) const {
  const auto found = unread_by_id_.find(id);
  if (found == unread_by_id_.end() || find(id) != nullptr) return nullptr;
  return &unread[found->second];
}

}  // namespace muster
