// Which sources answered, and what that says about hosts that nobody saw.
#pragma once
#include <map>
#include <set>
#include <span>
#include <string>

#include "config/config.h"
#include "correlate/host/sightings.h"
#include "model/host.h"
#include "model/observation.h"

namespace muster {

class Answers {
 public:
  // `forgotten`: ids of sources that are no more, by a person's word.
  Answers(std::span<const Observation> observations, const Config& config,
          const std::set<std::string>& forgotten);

  bool covers(const std::string& site) const { return sites_.contains(site); }
  // Every source that used to see the host answered in full, and about its addresses. One that was
  // not asked, or is not configured any more, did not answer.
  bool complete(const Observed& observed) const;
  // Whether this source answered in full, or is no more.
  bool whole(const std::string& source) const { return whole_.contains(source); }
  // Sites of which a source that may be a switch, configured and enabled or asked, has not answered
  // in full.
  const std::set<std::string>& without_all_switches() const { return unswitched_; }
  // Every source of the site, configured and enabled or asked, has answered in full.
  bool all_of(const std::string& site) const { return !unheard_.contains(site); }

 private:
  void unheard(const std::string& source, const std::string& site);
  bool asked_for(const std::string& source, const Observed& observed) const;

  std::set<std::string> forwarding_;  // configured sources that may be switches
  std::set<std::string> sites_;
  std::set<std::string> unswitched_;
  std::set<std::string> unheard_;
  std::set<std::string> whole_;                     // sources that answered in full, or are no more
  std::map<std::string, std::vector<Cidr>> asked_;  // of sources that ask networks only
};

// The state of a host that nobody saw in this run: `gone` after so many days, as the policy says,
// on which its sources answered in full. A host without a sighting counts from today.
State state_unseen(const Host& host, const Answers& answers, Sightings& sightings,
                   const Policy& policy, Day today);

}  // namespace muster
