// What of an earlier host file still holds.
#pragma once
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>

#include "correlate/host/memory.h"
#include "correlate/identity/identity.h"
#include "model/host.h"

namespace muster {

// Who holds which address and identity in this run.
class Claims {
 public:
  // `memory` is that of the host.
  void add(const Observed& observed, std::span<const std::string> keys, size_t group,
           const Memory& memory);
  // What a file says, after all of this run.
  void add_known(const Observed& before);
  bool address_elsewhere(const std::string& site, const Ip& ip, size_t group) const;
  // Two hosts had it lately: that only one was told in this run takes nothing from the other.
  bool takes_turns(const std::string& site, const Ip& ip) const;
  bool key_elsewhere(const std::string& key, size_t group) const;

  static constexpr size_t nobody = static_cast<size_t>(-1);

 private:
  struct Holders {
    std::set<size_t> groups;
    int files = 0;
    bool came_back = false;
  };
  std::map<std::pair<std::string, Ip>, Holders> addresses_;
  std::map<std::string, size_t> keys_;
};

struct Around {
  const Claims& claims;
  size_t number;                           // of the group in `claims`
  std::string_view domain;                 // the site's
  const std::set<std::string>& forgotten;  // sources that are no more
};

// `fresh` with what `before` still has to say. What no source tells any more stays as long as the
// memory says. Something new takes the place of what was not told again beside it: a name that of
// its kind, an address that of its family, a VLAN that of its interface. While a source that saw
// the host did not answer in full nothing goes; else an address that another host holds now is let
// go, but not when the two take turns, and of a host that listed its interfaces itself those that
// it did not list.
Observed combine(const Observed& before, Observed fresh, const Group& group, Memory& memory,
                 const Around& around);

// The earlier observation of a host that nobody saw, without what others hold now. With
// `nothing_lost` a source that saw the host did not answer in full; with `lately` it was seen
// within the days of a turn.
Observed retain(const Observed& before, bool nothing_lost, bool lately, const Claims& claims);

}  // namespace muster
