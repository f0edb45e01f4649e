// Whatever a router or a hypervisor answers, rows become facts or drops, and every text in a fact
// is harmless.
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "collect/mikrotik/rows.h"
#include "collect/proxmox/guest.h"
#include "core/error.h"
#include "core/json.h"
#include "core/text.h"
#include "facts.h"

using namespace muster;

namespace {

void require(bool truth) {
  if (!truth) std::abort();
}

void check(const Reading& reading) {
  require((reading.facts.empty() && !reading.host) != reading.dropped.empty());
  if (reading.host) {
    require(visible(reading.host->port) == reading.host->port);
    require(clean(reading.host->name) == reading.host->name);
  }
  for (const Fact& fact : reading.facts) {
    require_harmless(fact);
    for (const Cidr& address : addresses_of(fact)) require(is_host_address(address.ip));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) try {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const nlohmann::json answer = parse_json(repair_json(text), "the answer");
  const auto records = records_of(answer);
  Comments comments;
  for (const auto& record : records) comments.add(Row(record));
  for (const auto& record : records) {
    for (const auto read : {read_lease, read_binding, read_arp, read_bridge_host, read_neighbor}) {
      check(read(Row(record), comments));
    }
  }
  for (const Reading& reading : read_router({answer, answer, answer, records, records})) {
    check(reading);
  }
  for (const auto& record : records) parse_nics(record);
  parse_guest_addresses(answer);
  return 0;
} catch (const Error&) {
  return 0;  // not JSON, and said so
}
