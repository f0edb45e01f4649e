// Whatever stands in a lease file, or Kea answers, rows become facts or drops, what is broken is
// said with its place, and every text in a fact is harmless. The first byte picks the format.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "collect/dhcp_leases/socket.h"
#include "collect/dhcp_leases/table.h"
#include "collect/row.h"
#include "core/text.h"
#include "facts.h"

using namespace muster;

namespace {

void require(bool truth) {
  if (!truth) std::abort();
}

void check(const LeaseRows& rows) {
  for (const LeaseFact& fact : rows.facts) {
    require(fact.mac || !fact.duid.empty());
    require(fact.address && is_host_address(fact.address->ip));
    require(clean(fact.relay) == fact.relay);
    require_harmless(fact);
  }
  for (const auto& [why, count] : rows.dropped) require(visible(why) == why && count > 0);
  require(rows.trouble.has_errors() ||
          (!rows.dropped.contains("broken") && !rows.dropped.contains("too many")));
  require(rows.trouble.items().size() <= 23);
  render(rows.trouble);
}

// The answers of a dialogue, one a line.
void read_answers(const LeaseText& text, LeaseTable& table) {
  std::string_view rest = text.text;
  const auto next = [&](const std::string&) {
    const size_t end = rest.find('\n');
    const std::string answer(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return answer;
  };
  try {
    read_kea_socket("the socket", next, table);
  } catch (const Error& error) {
    table.trouble(error);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  if (size == 0) return 0;
  constexpr std::array readers{read_dnsmasq_leases, read_isc_leases, read_kea_leases, read_answers};
  const LeaseText text{"leases", {reinterpret_cast<const char*>(bytes) + 1, size - 1}};
  LeaseTable table;
  readers[bytes[0] % readers.size()](text, table);
  check(std::move(table).finish(1'800'000'000));
  return 0;
}
