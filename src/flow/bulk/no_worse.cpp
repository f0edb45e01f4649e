#include "flow/bulk/no_worse.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "core/text.h"
#include "model/fqdn.h"

namespace muster {
namespace {

using Mistakes = std::set<std::tuple<std::string, std::string>>;

Mistakes mistakes_in(const Diagnostics& trouble) {
  Mistakes out;
  for (const Error& error : trouble.items()) {
    if (error.severity == Severity::error) out.insert({error.where.file, error.message});
  }
  return out;
}

Inventory with_changes(const Inventory& inventory, const std::vector<FileChange>& changes,
                       Diagnostics& trouble) {
  std::map<std::string_view, const FileChange*> by_path;
  for (const FileChange& change : changes) by_path.emplace(change.path, &change);
  std::vector<Inventory::File> files;
  for (const auto& file : inventory.files) {
    if (!by_path.contains(file->path)) files.push_back(file);
  }
  for (const FileChange& change : changes) {
    if (!change.text) continue;
    auto file = parse_host_file(*change.text, change.path, trouble);
    if (file) files.push_back(std::make_shared<const HostFile>(*std::move(file)));
  }
  return Inventory(std::move(files), inventory.unread);
}

// Names that are given to hosts that wait for a decision, which nobody else looks at.
class GivenNames {
 public:
  explicit GivenNames(const Inventory& after) {
    for (const auto& file : after.files) {
      if (counts(file->host)) by_name_[key_of_name(file->host)].push_back(file.get());
    }
  }

  void check(const HostFile& file, Diagnostics& worse) const {
    const std::string& name = effective_name(file.host);
    if (name.empty() || file.host.approval == Approval::approved || !counts(file.host)) return;
    if (!is_dns_label(name)) {
      const std::string label = dns_label(name);
      worse.add(Error("name \"" + clean(name) + "\" is no DNS label", Exit::invalid)
                    .at(file.told("name"))
                    .mend(label.empty() ? "write a name of letters, digits and dashes"
                                        : "write " + label));
    }
    for (const HostFile* other : by_name_.at(key_of_name(file.host))) {
      if (other == &file) continue;
      worse.add(Error("name \"" + clean(name) + "\" is also in " + other->path, Exit::invalid)
                    .at(file.told("name"))
                    .mend("give one of the two another name"));
      return;
    }
  }

 private:
  using NameAtSite = std::pair<std::string, std::string>;
  static NameAtSite key_of_name(const Host& host) {
    return {effective_site(host), lower(effective_name(host))};
  }
  static bool counts(const Host& host) {
    return host.approval != Approval::rejected && effective_state(host) != State::gone;
  }

  std::map<NameAtSite, std::vector<const HostFile*>> by_name_;
};

}  // namespace

Diagnostics worse_with(const Workspace& workspace, const Inventory& inventory,
                       const std::vector<FileChange>& changes) {
  Diagnostics notes, before, after, worse;
  const Config config = load_config(workspace, std::nullopt, notes);
  const Inventory changed = with_changes(inventory, changes, worse);
  check_inventory(inventory, config, before);
  check_inventory(changed, config, after);
  const Mistakes known = mistakes_in(before);
  for (const Error& error : after.items()) {
    if (error.severity == Severity::error && !known.contains({error.where.file, error.message}))
      worse.add(error);
  }
  const GivenNames names(changed);
  for (const FileChange& change : changes) {
    const auto found = std::lower_bound(
        changed.files.begin(), changed.files.end(), change.path,
        [](const Inventory::File& file, const std::string& path) { return file->path < path; });
    if (found == changed.files.end() || (*found)->path != change.path) continue;
    const HostFile* old = inventory.find((*found)->host.id);
    const bool renamed =
        old == nullptr || effective_name(old->host) != effective_name((*found)->host);
    if (renamed) names.check(**found, worse);
  }
  worse.sort();
  return worse;
}

void require_no_worse(const Workspace& workspace, const Inventory& inventory,
                      const std::vector<FileChange>& changes) {
  require_valid(worse_with(workspace, inventory, changes));
}

}  // namespace muster
