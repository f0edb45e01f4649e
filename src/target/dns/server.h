// A DNS server as a target: what is the same for all of them. A kind of server reads its zones
// and writes them; config/targets.h tells how to add one.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "target/dns/records.h"
#include "target/target.h"

namespace muster::dns {

class ServerReader : public TargetReader {
 public:
  ServerReader(int ttl, Aliases aliases) : ttl_(ttl), aliases_(aliases) {}

  std::span<const KindTraits> kinds() const final { return dns::kinds(); }
  std::vector<Resource> desired(std::span<const HostFile* const> hosts,
                                const Config& config) const final {
    return dns::desired(hosts, config, ttl_, aliases_);
  }
  // No server tells who changed a record.
  void attribute(std::span<Operation>, std::stop_token) final {}

 private:
  int ttl_;
  Aliases aliases_;
};

// Zones and records that muster owns, as resources.
Snapshot snapshot_of(const Zones& zones);

// The records at the names that an operation concerns, before and after it.
struct Change {
  std::vector<ZoneRecord> before, after;
};

// Carries the operations out on `zones`; what became of each, in their order.
std::vector<Change> carry_out(std::span<const Operation* const> operations, Zones& zones);

}  // namespace muster::dns
