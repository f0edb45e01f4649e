#include "correlate/host/presence.h"

#include <algorithm>

namespace muster {

Answers::Answers(std::span<const Observation> observations, const Config& config,
                 const std::set<std::string>& forgotten)
    : whole_(forgotten) {
  for (const auto& source : config.sources) {
    if (source.forwards()) forwarding_.insert(source.id());
  }
  for (const auto& observation : observations) {
    sites_.insert(observation.site);
    if (observation.answer == Answer::whole) whole_.insert(observation.source);
    auto& asked = asked_[observation.source];
    asked.insert(asked.end(), observation.asked.begin(), observation.asked.end());
  }
  for (const auto& observation : observations) {
    if (observation.answer == Answer::whole) continue;
    whole_.erase(observation.source);
    unheard(observation.source, observation.site);
  }
  for (const auto& source : config.sources) {
    if (source.enabled && !whole_.contains(source.id())) unheard(source.id(), source.site);
  }
}

void Answers::unheard(const std::string& source, const std::string& site) {
  unheard_.insert(site);
  if (forwarding_.contains(source)) unswitched_.insert(site);
}

bool Answers::asked_for(const std::string& source, const Observed& observed) const {
  const auto asked = asked_.find(source);
  if (asked == asked_.end() || asked->second.empty()) return true;
  bool any = false;
  for (const Interface& interface : observed.interfaces) {
    for (const Cidr& address : interface.addresses) {
      if (in_any(asked->second, address.ip)) return true;
      any = true;
    }
  }
  return !any;
}

bool Answers::complete(const Observed& observed) const {
  return std::all_of(observed.sources.begin(), observed.sources.end(),
                     [&](const std::string& source) {
                       return whole_.contains(source) && asked_for(source, observed);
                     });
}

State state_unseen(const Host& host, const Answers& answers, Sightings& sightings,
                   const Policy& policy, Day today) {
  const auto& observed = host.observed;
  if (observed.state == State::gone) return State::gone;
  const auto [entry, first] = sightings.try_emplace(host.id, Sighting{today});
  Sighting& seen = entry->second;
  if (first || observed.sources.empty() || !answers.complete(observed)) return State::present;
  if (today > seen.day) seen.missed.count(today);
  return std::chrono::days(seen.missed.days) >= policy.gone_after ? State::gone : State::present;
}

}  // namespace muster
