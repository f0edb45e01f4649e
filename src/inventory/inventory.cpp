#include "inventory/inventory.h"

#include <algorithm>

#include "core/pool.h"

namespace muster {
namespace {

struct Parsed {
  std::optional<HostFile> file;
  Diagnostics trouble;
};

Parsed parse_one(const SourceText& source) {
  Parsed out;
  if (source.refused.empty()) {
    out.file = parse_host_file(source.text, source.path, out.trouble);
  } else {
    out.trouble.add(Error("not read: " + source.refused, Exit::invalid)
                        .at({source.path, 0, 0, ""})
                        .mend("replace it by an ordinary file, or remove it"));
  }
  return out;
}

}  // namespace

const HostFile* Inventory::find(std::string_view id) const {
  const auto found = by_id.find(id);
  return found == by_id.end() ? nullptr : &files[found->second];
}

Inventory load_inventory(std::span<const SourceText> texts, Diagnostics& trouble) {
  std::vector<const SourceText*> sources;
  for (const SourceText& source : texts) {
    if (source.path.starts_with("hosts/")) sources.push_back(&source);
  }
  std::sort(sources.begin(), sources.end(), [](auto a, auto b) { return a->path < b->path; });
  auto parsed =
      parallel_map(sources, 0, [](const SourceText* source) { return parse_one(*source); });
  Inventory inventory;
  inventory.files.reserve(parsed.size());
  for (Parsed& one : parsed) {
    trouble.add(std::move(one.trouble));
    if (!one.file) continue;
    inventory.by_id.emplace(one.file->host.id, inventory.files.size());
    inventory.files.push_back(*std::move(one.file));
  }
  return inventory;
}

}  // namespace muster
