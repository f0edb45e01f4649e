// What discover changes in the tree.
#include <algorithm>
#include <map>
#include <set>

#include "core/pool.h"
#include "core/schemas.h"
#include "core/text.h"
#include "inventory/inventory.h"
#include "inventory/layout.h"

namespace muster {
namespace {

constexpr size_t most_in_folder = 800;  // hosts of a site before new ones go to sub-folders

std::string site_folder(std::string_view path) {
  const size_t end = path.find('/', std::string_view("hosts/").size());
  return std::string(path.substr(0, end));
}

// The id a file name ends in; empty when it is not shaped like that.
std::string_view id_in(std::string_view path) {
  const size_t dashes = path.rfind("--");
  if (dashes == std::string_view::npos || !path.ends_with(".yaml")) return {};
  return path.substr(dashes + 2, path.size() - dashes - 2 - 5);
}

// A person who did not touch the classification follows what discover proposes.
bool follows_proposal(const Host& file, const Host& wanted) {
  return file.approval == Approval::pending &&
         file.classification == file.observed.proposed.classification &&
         file.classification != wanted.observed.proposed.classification;
}

std::string updated(const HostFile& file, const Host& wanted) {
  std::string text = with_observed(file.text, file.path, wanted.observed);
  if (!follows_proposal(file.host, wanted)) return text;
  return with_value(text, file.path, "classification", wanted.observed.proposed.classification);
}

void require_readable(const Inventory& before, const std::set<std::string_view>& created) {
  for (const std::string& path : before.unread) {
    const std::string_view id = id_in(path);
    if (!created.contains(id)) continue;
    throw Error("the file of host " + std::string(id) + " cannot be read", Exit::invalid)
        .at({path, 0, 0, ""})
        .mend("see what is wrong with: muster validate");
  }
}

// Which site folders take new files in sub-folders: those above the limit with the new ones.
std::set<std::string> sharded_folders(const Inventory& before,
                                      const std::vector<const Host*>& created) {
  std::map<std::string, size_t> counts;
  for (const auto& file : before.files) ++counts[site_folder(file->path)];
  for (const Host* host : created) ++counts[site_folder(host_path(*host, false))];
  std::set<std::string> folders;
  for (const auto& [folder, count] : counts) {
    if (count > most_in_folder) folders.insert(folder);
  }
  return folders;
}

struct Update {
  std::optional<FileChange> change;
  std::optional<Error> error;
};

Update update_one(const Inventory& before, const Host& host) {
  const HostFile* file = before.find(host.id);
  if (file == nullptr) return {};
  try {
    std::string text = updated(*file, host);
    if (text == file->text) return {};
    return {FileChange{file->path, std::move(text)}, {}};
  } catch (const Error& error) {
    return {{}, error};
  }
}

void add_schema(const Inventory& before, std::vector<FileChange>& changes) {
  const std::string_view wanted = schema_text("host.v1.json");
  if (before.schema == wanted) return;
  changes.push_back({std::string(layout::schema_path), std::string(wanted)});
}

}  // namespace

std::vector<FileChange> plan_files(const Inventory& before, std::span<const Host> hosts) {
  std::vector<const Host*> created;
  std::set<std::string_view> ids;
  for (const Host& host : hosts) {
    if (before.find(host.id) == nullptr && ids.insert(host.id).second) created.push_back(&host);
  }
  require_readable(before, ids);

  std::vector<FileChange> changes;
  std::vector<Update> updates(hosts.size());
  parallel_for(hosts.size(), 0, [&](size_t i) { updates[i] = update_one(before, hosts[i]); });
  for (Update& update : updates) {
    if (update.error) throw *std::move(update.error);
    if (update.change) changes.push_back(*std::move(update.change));
  }
  const auto sharded = sharded_folders(before, created);
  for (const Host* host : created) {
    const std::string flat = host_path(*host, false);
    const std::string path = host_path(*host, sharded.contains(site_folder(flat)));
    changes.push_back({path, render_host_file(*host, path)});
  }
  if (!hosts.empty() || !before.files.empty()) add_schema(before, changes);
  std::sort(changes.begin(), changes.end(),
            [](const auto& a, const auto& b) { return a.path < b.path; });
  return changes;
}

}  // namespace muster
