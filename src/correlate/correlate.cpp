#include "correlate/correlate.h"

#include <algorithm>
#include <numeric>

#include "core/pool.h"
#include "core/text.h"
#include "correlate/host/classify.h"
#include "correlate/host/keep.h"
#include "correlate/host/merge.h"
#include "correlate/host/naming.h"
#include "correlate/host/presence.h"
#include "correlate/host/primary.h"
#include "correlate/identity/identity.h"
#include "correlate/identity/match.h"
#include "correlate/records/settle.h"
#include "correlate/topology/placement.h"
#include "correlate/topology/places_kept.h"

namespace muster {
namespace {

using SiteAddress = std::pair<std::string_view, Ip>;

// A MAC that its owner may change at will names a host only when a person reserved something for
// it, or the host is known otherwise.
bool is_passing(const Group& group) {
  const auto proven = [](const Sight& sight) {
    return sight.fixed() || lists_itself(sight) ||
           (sight.mac && classify(*sight.mac) != MacClass::randomised);
  };
  return std::none_of(group.sights.begin(), group.sights.end(), proven) &&
         strength_of(group.keys.front()) == Strength::mac;
}

bool is_there(const Group& group) {
  return std::any_of(group.sights.begin(), group.sights.end(),
                     [](const Sight& sight) { return shows_presence(sight); });
}

// Addresses that a group of routers or servers shares: on several MACs by design.
std::set<SiteAddress> shared_addresses(std::span<const Observation> observations) {
  std::set<SiteAddress> shared;
  for (const auto& observation : observations) {
    for (const auto& fact : observation.facts) {
      const auto mac = mac_of(fact);
      const MacClass kind = mac ? classify(*mac) : MacClass::ordinary;
      if (kind != MacClass::virtual_router && kind != MacClass::cluster) continue;
      for (const auto& address : addresses_of(fact)) shared.emplace(observation.site, address.ip);
    }
  }
  return shared;
}

void mark(Observed& observed, const std::string& word, bool set) {
  std::erase(observed.attention, word);
  if (set) observed.attention.push_back(word);
  std::sort(observed.attention.begin(), observed.attention.end());
}

bool marked(const Observed& observed, const std::string& word) {
  const auto& marks = observed.attention;
  return std::find(marks.begin(), marks.end(), word) != marks.end();
}

class Correlator {
 public:
  Correlator(std::span<const Observation> observations, const HostRefs& known,
             const Sightings& sightings, const Config& config, const OuiTable& vendors, Day today,
             const std::set<std::string>& forgotten)
      : observations_(observations),
        config_(config),
        vendors_(vendors),
        today_(today),
        forgotten_(forgotten),
        answers_(observations, config, forgotten),
        subnets_(observations, config),
        known_(known.begin(), known.end()) {
    out_.sightings = sightings;
    std::sort(known_.begin(), known_.end(),
              [](const Host* a, const Host* b) { return a->id < b->id; });
  }

  Correlation run() {
    count_rows();
    find_groups();
    observe_groups();
    const auto matched = std::count_if(matching_.hosts.begin(), matching_.hosts.end(),
                                       [](const Host* host) { return host != nullptr; });
    out_.hosts.reserve(groups_.size() + known_.size() - static_cast<size_t>(matched));
    for (size_t g = 0; g < groups_.size(); ++g) settle_seen(g);
    for (const Host* host : known_) settle_unseen(*host);
    settle_records(out_.hosts, groups_,
                   {observations_, known_, config_, answers_, forgotten_, today_});
    propose_all();
    mark_conflicts();
    mark_shared_names();
    for (size_t g = 0; g < groups_.size(); ++g) decide(g, Approval::approved);
    std::sort(out_.hosts.begin(), out_.hosts.end(),
              [](const Host& a, const Host& b) { return a.id < b.id; });
    return std::move(out_);
  }

 private:
  void count_rows() {
    for (const auto& observation : observations_) {
      out_.collected += observation.rows();
      for (const auto& [reason, count] : observation.dropped) {
        out_.collected += count;
        out_.explained[reason] += count;
      }
    }
  }

  void explain(const std::string& reason, size_t count) {
    if (count > 0) out_.explained[reason] += count;
  }

  // Groups that become hosts, with the file each belongs to.
  void find_groups() {
    Grouping grouping = group_facts(observations_, known_);
    for (const auto& [reason, count] : grouping.explained) explain(reason, count);
    for (auto& group : grouping.groups) {
      if (is_there(group)) {
        groups_.push_back(std::move(group));
      } else {
        explain("no sign of life", group.sights.size());
      }
    }
    matching_ = match_hosts(groups_, known_);
    drop_passing();
    for (const auto& group : groups_) out_.written += group.sights.size();
  }

  void drop_passing() {
    std::vector<size_t> places(groups_.size());  // old place → new place
    size_t kept = 0;
    for (size_t g = 0; g < groups_.size(); ++g) {
      places[g] = kept;
      if (!matching_.hosts[g] && !config_.policy.randomised_macs && is_passing(groups_[g])) {
        explain("randomised MAC", groups_[g].sights.size());
        continue;
      }
      if (kept != g) groups_[kept] = std::move(groups_[g]);
      matching_.hosts[kept++] = matching_.hosts[g];
    }
    groups_.resize(kept);
    matching_.hosts.resize(kept);
    for (auto& [id, group] : matching_.duplicates) group = places[group];
  }

  void observe_groups() {
    fresh_.reserve(groups_.size());
    memories_.reserve(groups_.size());
    const Placement placement(observations_, answers_.without_all_switches(), known_);
    for (size_t g = 0; g < groups_.size(); ++g) {
      const Host* host = matching_.hosts[g];
      memories_.push_back(remember(host));
      fresh_.push_back(observe(groups_[g], host ? &host->observed : nullptr,
                               {config_, vendors_, subnets_}, memories_[g]));
      place(g, placement);
      claims_.add(fresh_.back(), groups_[g].keys, g, memories_[g]);
    }
    for (const Host* host : known_) {
      taken_.insert(host->id);
      if (host->observed.state != State::gone) claims_.add_known(host->observed);
    }
  }

  Memory remember(const Host* host) const {
    const auto longest = config_.policy.gone_after;
    if (!host) return {Sighting{today_}, today_, longest, true};
    const auto found = out_.sightings.find(host->id);
    return {found == out_.sightings.end() ? Sighting{today_} : found->second, today_, longest,
            answers_.complete(host->observed)};
  }

  void place(size_t g, const Placement& placement) {
    static const Observed unknown;
    const Host* host = matching_.hosts[g];
    const Observed& before = host ? host->observed : unknown;
    Observed& fresh = fresh_[g];
    Places places = placement.places(groups_[g]);
    const auto has_mac = [](const Interface& interface) { return interface.mac.has_value(); };
    const bool one_mac =
        std::count_if(fresh.interfaces.begin(), fresh.interfaces.end(), has_mac) == 1;
    const bool whole = placement.whole(fresh.site);
    const bool all = whole && answers_.all_of(fresh.site);
    // A silent switch would hang on those below it.
    if (host && !whole && places.roles.contains("switch")) {
      fresh.attached = before.attached;
    } else {
      fresh.attached = settle_places(before.attached, std::move(places.attached),
                                     {placement, fresh.site, all, one_mac}, memories_[g]);
    }
    const std::string conflict = "placement-conflict";
    const bool before_too = !places.conflict && marked(before, conflict);
    mark(fresh, conflict,
         places.conflict || (before_too && memories_[g].keeps(part_name({"attention", conflict}))));
    mark(fresh, "behind-uplink", is_behind_uplink(fresh));
    fresh.roles.assign(places.roles.begin(), places.roles.end());
  }

  // Only ports between switches saw it.
  static bool is_behind_uplink(const Observed& observed) {
    return std::any_of(observed.attached.begin(), observed.attached.end(), [](const auto& place) {
      return has_evidence(place, EvidenceKind::uplink_to);
    });
  }

  void settle_seen(size_t g) {
    const Host* before = matching_.hosts[g];
    Host host = before ? *before : Host{};
    if (before) {
      seen_.insert(before->id);
      host.observed = combine(before->observed, std::move(fresh_[g]), groups_[g], memories_[g],
                              {claims_, g, domain_of(before->observed.site), forgotten_});
    } else {
      host.id = new_id(groups_[g].keys.front(), taken_);
      host.observed = std::move(fresh_[g]);
    }
    static const Observed unknown;
    host.observed.primary =
        choose_primary(before ? before->observed : unknown, host.observed, groups_[g]);
    if (is_by_hand(host)) host.observed.first_seen = today_;
    out_.sightings[host.id] = std::move(memories_[g]).take();
    ids_.push_back(host.id);
    out_.hosts.push_back(std::move(host));
  }

  // Of the hosts of groups_, which are the first of the result.
  void propose_all() {
    parallel_for(groups_.size(), 0, [&](size_t g) {
      Host& host = out_.hosts[g];
      host.observed.proposed = propose(host.id, host.observed, config_);
      const std::string& name = host.observed.proposed.name;
      if (!name.empty()) host.observed.name = name;
      take_proposal(host, matching_.hosts[g]);
      decide(g, Approval::rejected);
    });
  }

  // A person's classification stands; what muster proposed follows its proposal while it is
  // pending.
  static void take_proposal(Host& host, const Host* before) {
    const bool untouched =
        !before || (before->approval == Approval::pending &&
                    before->classification == before->observed.proposed.classification);
    if (untouched) host.classification = host.observed.proposed.classification;
  }

  // A rejected host is out of the way before marks are set, an approved one must have none.
  void decide(size_t g, Approval wanted) {
    Host& host = out_.hosts[g];
    const Host* before = matching_.hosts[g];
    const auto decided = decided_approval(host, before, config_);
    if (decided != wanted) return;
    host.observed.proposed.approval = *decided;
    const bool again = before && before->observed.proposed.approval == *decided;
    if (!again) host.approval = *decided;
  }

  void settle_unseen(const Host& known) {
    const auto duplicate = matching_.duplicates.find(known.id);
    const bool is_duplicate = duplicate != matching_.duplicates.end();
    if (is_by_hand(known)) return;
    if (seen_.contains(known.id) || (!answers_.covers(known.observed.site) && !is_duplicate))
      return;
    Host host = known;
    const State state = state_unseen(known, answers_, out_.sightings, config_.policy, today_);
    const auto sighting = out_.sightings.find(known.id);
    const bool lately = sighting != out_.sightings.end() &&
                        std::chrono::days(sighting->second.missed.days) < days_of_a_turn;
    host.observed = retain(known.observed, !answers_.complete(known.observed), lately, claims_);
    host.observed.state = state;
    if (is_duplicate) mark(host.observed, "duplicate-of:" + ids_[duplicate->second], true);
    out_.hosts.push_back(std::move(host));
  }

  std::string_view domain_of(const std::string& site) const {
    const auto found = config_.sites.find(site);
    return found == config_.sites.end() ? std::string_view() : found->second.domain;
  }

  // In one domain, or in one site that has none, two hosts cannot have one name. "" for a host that
  // needs none; a second file of one host is told otherwise.
  std::string name_key(const Host& host) const {
    const std::string name = lower(effective_name(host));
    const auto& notes = host.observed.attention;
    const bool second = std::any_of(notes.begin(), notes.end(), [](const std::string& note) {
      return note.starts_with("duplicate-of:");
    });
    const bool counts = host.observed.state != State::gone && host.approval != Approval::rejected;
    if (name.empty() || !counts || second) return "";
    const std::string site = effective_site(host);
    const std::string domain(domain_of(site));
    return domain.empty() ? name + " " + site : name + "." + domain;
  }

  void mark_shared_names() {
    std::map<std::string, size_t> holders;
    std::set<std::string_view> told;
    for (const Host& host : out_.hosts) {
      told.insert(host.id);
      ++holders[name_key(host)];
    }
    for (const Host* host : known_) {
      if (!told.contains(host->id)) ++holders[name_key(*host)];
    }
    for (Host& host : out_.hosts) {
      const std::string key = name_key(host);
      const Observed& observed = host.observed;
      const bool differs =
          observed.proposed.name.empty() &&
          choose_name(observed.names, observed.name, domain_of(observed.site)).conflict;
      mark(host.observed, "name-conflict", differs || (!key.empty() && holders[key] > 1));
    }
  }

  void mark_conflicts() {
    const auto shared = shared_addresses(observations_);
    std::map<SiteAddress, std::set<size_t>> holders;
    for (size_t h = 0; h < out_.hosts.size(); ++h) {
      const Observed& observed = out_.hosts[h].observed;
      if (observed.state == State::gone) continue;
      for (const auto& interface : observed.interfaces) {
        for (const auto& address : interface.addresses) {
          holders[{observed.site, address.ip}].insert(h);
        }
      }
    }
    std::set<size_t> involved;
    for (const auto& [address, hosts] : holders) {
      if (hosts.size() > 1 && !shared.contains(address))
        involved.insert(hosts.begin(), hosts.end());
    }
    for (size_t h = 0; h < out_.hosts.size(); ++h) {
      mark(out_.hosts[h].observed, "ip-conflict", involved.contains(h));
    }
  }

  std::span<const Observation> observations_;
  const Config& config_;
  const OuiTable& vendors_;
  Day today_;
  const std::set<std::string>& forgotten_;
  Answers answers_;
  Subnets subnets_;
  std::vector<const Host*> known_;  // by id
  std::vector<Group> groups_;
  Matching matching_;
  std::vector<Memory> memories_;
  std::vector<Observed> fresh_;
  Claims claims_;
  std::set<std::string> taken_;      // ids
  std::vector<std::string> ids_;     // of the hosts of groups_
  std::set<std::string_view> seen_;  // ids of known hosts
  Correlation out_;
};

}  // namespace

long long Correlation::unaccounted() const {
  const auto add = [](size_t sum, const auto& reason) { return sum + reason.second; };
  const size_t reasons = std::accumulate(explained.begin(), explained.end(), size_t{0}, add);
  return static_cast<long long>(collected) - static_cast<long long>(written) -
         static_cast<long long>(reasons);
}

Correlation correlate(std::span<const Observation> observations, const HostRefs& known,
                      const Sightings& sightings, const Config& config, const OuiTable& vendors,
                      Day today, const std::set<std::string>& forgotten) {
  return Correlator(observations, known, sightings, config, vendors, today, forgotten).run();
}

}  // namespace muster
