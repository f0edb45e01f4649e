#include "flow/backup/told.h"

#include <array>
#include <utility>

#include "core/text.h"
#include "flow/backup/configs.h"

namespace muster {
namespace {

constexpr std::array<std::pair<const char*, std::string Observed::*>, 2> words{
    {{"model", &Observed::model}, {"serial", &Observed::serial}}};

void add_facts(Host& host, const std::map<std::string, std::string>& facts) {
  for (const auto& [name, member] : words) {
    const auto found = facts.find(name);
    const std::string value = found == facts.end() ? "" : clean(found->second);
    if (!value.empty()) host.observed.*member = value;
  }
}

}  // namespace

void add_backed_up(const Workspace& workspace, const BackupPolicy& policy, KnownHosts& known,
                   Runner& runner, Diagnostics& notes) {
  try {
    const ConfigsRepo configs(workspace, policy, runner);
    std::map<std::string_view, const KeptFacts*> by_host;
    for (const KeptFile& file : configs.files()) by_host.emplace(file.facts.host, &file.facts);
    for (size_t at = 0; at < known.size(); ++at) {
      const auto found = by_host.find(known[at].id);
      if (found != by_host.end()) add_facts(known.own(at), found->second->facts);
    }
  } catch (Error& error) {
    notes.add(std::move(error).as(Severity::warning));
  }
}

}  // namespace muster
