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
  explicit ServerReader(int ttl) : ttl_(ttl) {}

  std::span<const KindTraits> kinds() const final { return dns::kinds(); }
  std::vector<Resource> desired(std::span<const HostFile* const> hosts,
                                const Config& config) const final {
    return dns::desired(hosts, config, ttl_);
  }
  Snapshot read(std::span<const Resource> desired, std::stop_token stop) final;
  // No server tells who changed a record.
  void attribute(std::span<Operation>, std::stop_token) final {}

 private:
  // The zones and records that muster owns on the server, all of them, or an Error.
  virtual Zones read_zones(std::stop_token stop) = 0;

  int ttl_;
};

// Whether the server still has what was read for the plan.
bool unchanged(const Zones& zones, const Snapshot& actual);
// Carries the operations out on `zones`; the records they concern, in their order.
std::vector<Record> carry_out(std::span<const Operation* const> operations, Zones& zones);

}  // namespace muster::dns
