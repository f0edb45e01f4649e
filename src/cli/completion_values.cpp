#include "cli/completion_values.h"

#include <fmt/core.h>

#include <algorithm>

#include "cli/options.h"
#include "core/list.h"
#include "core/text.h"
#include "flow/branch.h"
#include "flow/workspace.h"
#include "view/hosts.h"

namespace muster::cli {
namespace {

using Values = std::vector<std::string>;

bool is_plain(const std::string& text) {
  return !text.empty() && text[0] != '-' &&
         text.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
             "._:/@-") == std::string::npos;
}

template <class Items>
Values names_of(const Items& items) {
  Values out;
  for (const auto& item : items) out.push_back(item.name);
  return out;
}

template <class Map>
Values keys_of(const Map& map) {
  Values out;
  for (const auto& [key, unused] : map) out.push_back(key);
  return out;
}

Values hosts_of(const Workspace& workspace) {
  Diagnostics unread;
  Values out;
  const auto inventory = load_hosts(workspace, std::nullopt, unread);
  for (const auto& file : inventory->files) {
    out.push_back(file->host.id);
    out.push_back(effective_name(file->host));
  }
  return out;
}

Values of_kind(const Call& call, const std::string& kind) {
  if (kind == "rail") return rail_names();
  if (kind == "column") return host_columns();
  const Workspace workspace =
      open_workspace(call.directory(), call.config_file(), call.app.wires.runner);
  if (kind == "host") return hosts_of(workspace);
  if (kind == "ref") return branches_and_tags(workspace.repo, call.app.wires.runner);
  Diagnostics ignored;
  const Config config = load_config(workspace, std::nullopt, ignored);
  if (kind == "site") return keys_of(config.sites);
  if (kind == "source") return names_of(config.sources);
  if (kind == "target") return names_of(config.targets);
  Values classes = keys_of(config.classifications);
  classes.insert(classes.end(), {"ignore", "unknown"});
  return classes;
}

}  // namespace

std::vector<std::string> completion_values(const Call& call, const std::string& kind) {
  const Values known{"class", "column", "host", "rail", "ref", "site", "source", "target"};
  if (std::find(known.begin(), known.end(), kind) == known.end()) {
    throw Error(fmt::format("values \"{}\" are not known", clean(kind)), Exit::usage)
        .mend(suggestion(kind, known));
  }
  Values out = of_kind(call, kind);
  std::erase_if(out, [](const std::string& value) { return !is_plain(value); });
  sort_unique(out);
  return out;
}

}  // namespace muster::cli
