#include "correlate/host/presence.h"

#include <algorithm>

namespace muster {

Answers::Answers(std::span<const Observation> observations, const Config& config) {
  for (const auto& source : config.sources) {
    silent_.insert(source.id());
    if (source.forwards()) forwarding_.insert(source.id());
  }
  for (const auto& observation : observations) {
    sites_.insert(observation.site);
    if (observation.answer == Answer::whole) silent_.erase(observation.source);
  }
  for (const auto& observation : observations) {
    if (observation.answer == Answer::whole) continue;
    silent_.insert(observation.source);
    unheard(observation.source, observation.site);
  }
  for (const auto& source : config.sources) {
    if (source.enabled && silent_.contains(source.id())) unheard(source.id(), source.site);
  }
}

void Answers::unheard(const std::string& source, const std::string& site) {
  unheard_.insert(site);
  if (forwarding_.contains(source)) unswitched_.insert(site);
}

bool Answers::complete(std::span<const std::string> sources) const {
  return std::none_of(sources.begin(), sources.end(),
                      [&](const std::string& source) { return silent_.contains(source); });
}

State state_unseen(const Host& host, const Answers& answers, Sightings& sightings,
                   const Policy& policy, Day today) {
  const auto& observed = host.observed;
  if (observed.state == State::gone) return State::gone;
  const auto [seen, first] = sightings.try_emplace(host.id, Sighting{today, observed.sources});
  const bool old = today - seen->second.day >= policy.gone_after;
  return !first && old && !observed.sources.empty() && answers.complete(observed.sources)
             ? State::gone
             : State::present;
}

}  // namespace muster
