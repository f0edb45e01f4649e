// From the facts of one host to what its file says, and what of the earlier file still holds.
#pragma once
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>

#include "config/config.h"
#include "correlate/host/subnets.h"
#include "correlate/identity/identity.h"
#include "model/host.h"
#include "model/oui.h"

namespace muster {

// Who holds which address and identity in this run.
class Claims {
 public:
  void add(const Observed& observed, std::span<const std::string> keys, size_t group);
  bool address_elsewhere(const std::string& site, const Ip& ip, size_t group) const;
  bool key_elsewhere(const std::string& key, size_t group) const;

  static constexpr size_t nobody = static_cast<size_t>(-1);

 private:
  std::map<std::pair<std::string, Ip>, std::set<size_t>> addresses_;
  std::map<std::string, size_t> keys_;
};

struct Surroundings {
  const Config& config;
  const OuiTable& vendors;
  const Subnets& subnets;
};

// All but the places (correlate/placement.h). The group's facts alone; `before` gives only
// names of interfaces and breaks ties between names.
Observed observe(const Group& group, const Observed* before, const Surroundings& around);

// `fresh` with what `before` still has to say: what no source tells any more stays until another
// tells it. With `nothing_lost` (a source that saw the host did not answer in full) no list
// shrinks. Otherwise an address that another host holds now is let go. `domain` is the site's.
Observed combine(const Observed& before, Observed fresh, bool authoritative, bool nothing_lost,
                 const Claims& claims, size_t group, std::string_view domain);

// The earlier observation of a host that nobody saw, without what others hold now.
Observed retain(const Observed& before, bool nothing_lost, const Claims& claims);

}  // namespace muster
