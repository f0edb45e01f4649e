// Where muster's records may stand among what others declared, so that no name or type that is
// answered without muster stops being answered.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "plan/resource.h"
#include "target/dns/records.h"
#include "target/dns/unbound/declared.h"

namespace muster::unbound {

// Zones that may not be auth-zones, and why.
using Taken = std::map<std::string, std::string>;

std::set<std::string> zones_of_sites(std::span<const Resource> desired);

class Ground {
 public:
  // `taken`: auth-zones are wanted, and these cannot be.
  explicit Ground(Declared declared, std::optional<Taken> taken = std::nullopt);

  // Who holds the name and type of `record`, or why the zone it lies in cannot have it; for people,
  // with the place. "" when it may be written.
  std::string held(const dns::ZoneRecord& record) const;
  // Whether the record must not even stay where it is: Unbound would not start with it.
  bool impossible(const dns::ZoneRecord& record) const;

  // The desired records with the zones that they need here, instead of those of their sites. What
  // somebody else declared stays as it is: a site gets a zone only where nothing is declared, above
  // it or in it; else a name gets one of its own where its other types would be hidden.
  std::vector<Resource> with_zones(std::vector<Resource> desired) const;
  // Of the zones of sites that were to be auth-zones those that cannot be.
  Taken refused(std::span<const Resource> desired) const;

 private:
  bool is_free(const std::string& zone) const;
  std::string why_shared(const std::string& zone) const;
  bool wholly_ours(const std::string& zone) const { return taken_ && why_shared(zone).empty(); }
  bool hides_types(const std::string& name) const;
  std::string zone_needed(const dns::ZoneRecord& record, const std::string& of_site) const;

  Declared declared_;
  std::optional<Taken> taken_;
  std::set<std::string, std::less<>> around_loose_;  // records in no zone, and the names above
};

}  // namespace muster::unbound
