// What rows are about one host: the ground that topology, identity and host stand on.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "model/observation.h"

namespace muster {

// A row of an observation, and the MAC it is about: its own, or the one known for its address.
struct Sight {
  const Observation* seen = nullptr;
  const Fact* fact = nullptr;            // none for a row of the forwarding table
  const Forwarded* forwarded = nullptr;  // none for a fact
  std::optional<Mac> mac = std::nullopt;

  const std::string& source() const { return seen->source; }
  const std::string& site() const { return seen->site; }
  FactKind kind() const { return fact ? kind_of(*fact) : FactKind::bridge_host; }
  // The fact, when it is one of this kind.
  template <class Kind>
  const Kind* as() const {
    return fact ? std::get_if<Kind>(fact) : nullptr;
  }
  std::span<const Cidr> addresses() const;
  std::span<const int> vlans() const;
  NameFacts names() const;
  bool fixed() const { return fact ? is_fixed(*fact) : forwarded->reserved; }
};

// By kind, source, site, and then by value: the order in which rows came does not matter.
bool operator<(const Sight& a, const Sight& b);

// Whether the row is one of a full list of interfaces, by the hypervisor or the device itself.
bool lists_itself(const Sight& sight);

// As of a fact; what a switch learned is there.
bool shows_presence(const Sight& sight);

struct Group {  // the rows of one host, in their order
  std::vector<Sight> sights;
  std::vector<std::string> keys;  // strongest first, then by text; never empty
  // The hypervisor or the device itself listed all interfaces.
  bool authoritative() const;
  const std::string& site() const;  // of the row that says most
};

}  // namespace muster
