// What discover changes in the tree.
#include <algorithm>
#include <map>
#include <set>

#include "core/pool.h"
#include "core/text.h"
#include "inventory/host_schema.h"
#include "inventory/inventory.h"
#include "inventory/layout.h"

namespace muster {
namespace {

constexpr size_t most_in_folder = 800;  // hosts of a site before new ones go to sub-folders

std::string site_folder(std::string_view path) {
  const size_t end = path.find('/', std::string_view("hosts/").size());
  return std::string(path.substr(0, end));
}

// A person who did not touch the classification follows what discover proposes.
bool follows_proposal(const Host& file, const Host& wanted) {
  return file.approval == Approval::pending &&
         file.classification == file.observed.proposed.classification &&
         file.classification != wanted.observed.proposed.classification;
}

std::string updated(const HostFile& file, const Host& wanted) {
  std::string text = with_observed(file.text, file.path, wanted.observed);
  if (follows_proposal(file.host, wanted)) {
    text = with_value(text, file.path, "classification", wanted.observed.proposed.classification);
  }
  if (file.host.approval != Approval::pending || wanted.approval == Approval::pending) return text;
  return with_value(text, file.path, "approval", word(wanted.approval));
}

Error cannot_read(const std::string& path, const std::string& id) {
  return Error("the file of host " + id + " cannot be read", Exit::invalid)
      .at({path, 0, 0, ""})
      .mend("see what is wrong with: muster validate");
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

// The text of a file that is not there yet.
std::string created_text(const Host& host, const std::string& path) {
  std::string text = render_host_file(host, path);
  Diagnostics trouble;
  if (parse_host_file(text, path, trouble)) return text;
  throw Error("a file of host " + host.id + " would not be readable", Exit::invalid)
      .because(trouble.items().front().message)
      .mend("report this as a defect, with the sources' tapes: muster discover --record DIR");
}

struct Written {
  std::optional<FileChange> change;
  Diagnostics trouble;
};

// `path`: where the file goes when the host has none.
Written write_one(const Inventory& before, const Host& host, const std::string& path) {
  Written out;
  try {
    const HostFile* file = before.find(host.id);
    std::string text = file == nullptr ? created_text(host, path) : updated(*file, host);
    if (file == nullptr) {
      out.change = {path, std::move(text)};
    } else if (text != std::string_view(file->text)) {
      out.change = {file->path, std::move(text)};
    }
  } catch (Error& error) {
    out.trouble.add(std::move(error));
  }
  return out;
}

void add_schema(const Inventory& before, std::vector<FileChange>& changes) {
  const std::string& wanted = host_schema();
  if (before.schema != wanted) changes.push_back({std::string(layout::schema_path), wanted});
}

}  // namespace

std::vector<FileChange> plan_files(const Inventory& before, const HostRefs& hosts,
                                   Diagnostics& trouble) {
  std::vector<const Host*> written, created;
  std::set<std::string_view> ids;
  for (const Host* host : hosts) {
    if (!ids.insert(host->id).second) continue;
    const std::string* unread = before.find_unread(host->id);
    if (unread != nullptr) {
      trouble.add(cannot_read(*unread, host->id));
      continue;
    }
    written.push_back(host);
    if (before.find(host->id) == nullptr) created.push_back(host);
  }
  const auto sharded = sharded_folders(before, created);
  auto results = parallel_map(written, 0, [&](const Host* host) {
    return write_one(before, *host,
                     host_path(*host, sharded.contains(site_folder(host_path(*host, false)))));
  });
  std::vector<FileChange> changes;
  for (Written& result : results) {
    trouble.add(std::move(result.trouble));
    if (result.change) changes.push_back(*std::move(result.change));
  }
  if (!hosts.empty() || !before.files.empty()) add_schema(before, changes);
  std::sort(changes.begin(), changes.end(),
            [](const auto& a, const auto& b) { return a.path < b.path; });
  return changes;
}

}  // namespace muster
