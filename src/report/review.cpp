#include "report/review.h"

#include <algorithm>

namespace muster {

bool ReviewedHost::gone() const {
  return before != nullptr && effective_state(before->host) == State::present &&
         effective_state(after->host) == State::gone;
}

size_t Review::fresh() const {
  return static_cast<size_t>(
      std::count_if(hosts.begin(), hosts.end(), [](const auto& host) { return host.fresh(); }));
}

size_t Review::gone() const {
  return static_cast<size_t>(
      std::count_if(hosts.begin(), hosts.end(), [](const auto& host) { return host.gone(); }));
}

size_t Review::changed() const { return hosts.size() - fresh() - gone(); }

size_t Review::to_decide() const {
  return static_cast<size_t>(std::count_if(hosts.begin(), hosts.end(), [](const auto& host) {
    return host.after->host.approval == Approval::pending;
  }));
}

std::vector<ReviewedHost> differing(const Inventory& before, const Inventory& after,
                                    const std::string& site) {
  std::map<std::string_view, std::shared_ptr<const HostFile>> known;
  for (const auto& file : before.files) known.emplace(file->host.id, file);
  std::vector<ReviewedHost> out;
  for (const auto& file : after.files) {
    if (effective_site(file->host) != site) continue;
    const auto found = known.find(file->host.id);
    if (found == known.end()) {
      out.push_back({nullptr, file});
    } else if (!(found->second->host == file->host)) {
      out.push_back({found->second, file});
    }
  }
  return out;
}

}  // namespace muster
