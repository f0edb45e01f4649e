// Whatever a switch answers, each forwarding row is placed or rejected, and every text in a fact is
// harmless. Bytes to rows: column and context, parts of the index, type, value.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "collect/switch/observe.h"
#include "collect/switch/seen.h"
#include "core/text.h"
#include "facts.h"

using namespace muster;
using namespace muster::switches;

namespace {

void require(bool truth) {
  if (!truth) std::abort();
}

class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : bytes_(bytes) {}
  bool left() const { return !bytes_.empty(); }
  uint8_t one() {
    if (bytes_.empty()) return 0;
    const char byte = bytes_.front();
    bytes_.remove_prefix(1);
    return static_cast<uint8_t>(byte);
  }
  // Small numbers in one byte, so that rows meet each other.
  uint32_t number() {
    const uint8_t first = one();
    return first < 0xF0 ? first : first * 65536U + one() * 256U + one();
  }
  std::string text(size_t size) {
    const std::string taken(bytes_.substr(0, size));
    bytes_.remove_prefix(taken.size());
    return taken;
  }

 private:
  std::string_view bytes_;
};

SnmpRow row_of(Bytes& bytes) {
  SnmpRow row;
  for (unsigned parts = bytes.one() % 20; parts > 0; --parts) row.index.push_back(bytes.number());
  switch (bytes.one() % 4) {
    case 0:
      row.value.type = SnmpType::octets;
      row.value.octets = bytes.text(bytes.one() % 32);
      break;
    case 1:
      row.value.type = SnmpType::oid;
      row.value.oid = {1, 3, bytes.number()};
      break;
    case 2:
      row.value.type = SnmpType::address;
      row.value.octets = bytes.text(4);
      break;
    default:
      row.value.type = SnmpType::integer;
      row.value.number = static_cast<int64_t>(bytes.number()) - 1;
      break;
  }
  return row;
}

Told told_of(Bytes& bytes) {
  Told told;
  std::map<std::pair<int, Column>, Rows> rows;
  while (bytes.left()) {
    const auto column = static_cast<Column>(bytes.one() % static_cast<unsigned>(Column::count));
    const int vlan = bytes.one() % 4;
    rows[{vlan, column}].push_back(row_of(bytes));
  }
  for (auto& [key, all] : rows) {
    (key.first == 0 ? told.base : told.vlans[key.first]).add(key.second, std::move(all));
  }
  return told;
}

void check_texts(const Observation& seen) {
  for (const Fact& fact : seen.facts) {
    require_harmless(fact);
  }
  for (const std::string& port : seen.forwarding.ports()) require(visible(port) == port);
  for (const Peer& peer : seen.view->peers) {
    for (const std::string* text : {&peer.name, &peer.port, &peer.chassis, &peer.remote_port}) {
      require(visible(*text) == *text);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* input, size_t size) {
  if (size == 0) return 0;
  Bytes bytes({reinterpret_cast<const char*>(input), size});
  const Profile& profile = profiles()[bytes.one() % profiles().size()];
  const Told told = told_of(bytes);
  const Forwarding forwarding = decode(told, profile).forwarding;
  size_t counted = forwarding.rows.size();
  for (const auto& [reason, count] : forwarding.rejected) counted += count;
  require(counted == forwarding.received);

  const Observation seen = observe(told, profile, {"switch:x", "x", "berlin"});
  size_t placed = 0;
  for (const auto& [rule, count] : seen.forwarding.by_rule()) placed += count;
  require(placed == forwarding.rows.size());
  check_texts(seen);
  return 0;
}
