// The servers of one target: where each is, what it holds and serves, and all of them as one.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "plan/resource.h"
#include "target/dns/unbound/daemon.h"
#include "target/dns/unbound/ground.h"
#include "target/target.h"

namespace muster::unbound {

struct Seat {
  std::string name;              // "ns1"; "" when it is the only one
  std::optional<SshServer> ssh;  // none: this machine
  Door door;
};

// Error when a place to reach by SSH is none.
std::vector<Seat> seats_of(const UnboundConfig& config, const Secrets& secrets);
std::string address_of(const UnboundConfig& config);

// How the key of a record ends that is served and stands in no file.
constexpr std::string_view only_served = "#served";

// What one server was found to hold, when the plan was made.
struct Holding {
  std::string text;              // of its file
  Content content;               // the same, read
  Declared declared;             // by others
  std::set<std::string> astray;  // names that it does not serve as its file says
  Zones seen;                    // what its file has and it serves
  std::string trouble;           // why it could not be asked what it serves
  Taken taken;                   // zones that are served elsewhere; none without auth-zones
};

Holding look(MachineReader& machine, const UnboundConfig& config, const Door& door,
             std::span<const Resource> desired, Clock& clock, std::stop_token stop);

// Zones and records as resources: what all servers have alike, and where they differ, what differs
// from `desired`.
Snapshot merged(std::span<const Zones* const> seen, std::span<const Resource> desired);
// What any of them declares, and how zones stand there.
Ground together(const UnboundConfig& config, std::span<const Holding* const> each);

}  // namespace muster::unbound
