#include "correlate/host/plausible.h"

#include <catch2/catch.hpp>

#include "world.h"

using namespace muster;
using namespace muster::test;

namespace {

std::string number_mac(size_t i) {
  char mac[18];
  std::snprintf(mac, sizeof mac, "00:11:32:00:%02zx:%02zx", i >> 8 & 255, i & 255);
  return mac;
}

Observation telling(FactKind kind, size_t rows) {
  std::vector<Told> all;
  for (size_t i = 0; i < rows; ++i) {
    const std::string mac = number_mac(i);
    if (kind == FactKind::lease) all.emplace_back(lease(mac, "10.20.4.1"));
    if (kind == FactKind::arp) all.emplace_back(arp(mac, "10.20.4.1"));
    if (kind == FactKind::guest) all.emplace_back(guest(static_cast<long long>(i), mac, "vm"));
    if (kind == FactKind::device) all.emplace_back(own("ether1", mac, ""));
    if (kind == FactKind::bridge_host) all.emplace_back(seen_on(mac, "ether1"));
    if (kind == FactKind::station)
      all.emplace_back(StationFact{parse_mac(mac).value(), {}, "w", {}});
  }
  return observation("mikrotik:core", all);
}

bool is_doubtful(FactKind kind, size_t before, size_t now) {
  return shrunk(telling(kind, now), told_by(telling(kind, before)), 0).has_value();
}

}  // namespace

TEST_CASE("nothing where something was told is doubtful for every kind that never ends") {
  for (const FactKind kind :
       {FactKind::lease, FactKind::arp, FactKind::guest, FactKind::device, FactKind::bridge_host}) {
    INFO(word(kind));
    CHECK(is_doubtful(kind, 1, 0));
    CHECK_FALSE(is_doubtful(kind, 1, 1));
    CHECK_FALSE(is_doubtful(kind, 0, 0));
  }
  CHECK_FALSE(is_doubtful(FactKind::station, 30, 0));
}

TEST_CASE("half of a register is doubtful, a table that ages may shrink to a tenth") {
  for (const FactKind kind : {FactKind::lease, FactKind::guest}) {
    CHECK(is_doubtful(kind, 7, 2));
    CHECK(is_doubtful(kind, 8, 4));
    CHECK_FALSE(is_doubtful(kind, 8, 5));
    CHECK_FALSE(is_doubtful(kind, 2, 1));
  }
  for (const FactKind kind : {FactKind::arp, FactKind::bridge_host}) {
    CHECK(is_doubtful(kind, 300, 30));
    CHECK_FALSE(is_doubtful(kind, 300, 31));
    CHECK_FALSE(is_doubtful(kind, 19, 1));
  }
}

TEST_CASE("leases that ran out are still in the register") {
  Observation seen = telling(FactKind::lease, 0);
  seen.dropped["expired"] = 8;
  CHECK_FALSE(shrunk(seen, told_by(telling(FactKind::lease, 8)), 0));
}

TEST_CASE("without a record of what was told, the inventory stands for it") {
  CHECK(render(*shrunk(telling(FactKind::device, 1), {}, 9)) ==
        "error: mikrotik:core: the answer is doubtful: it tells of nobody, where the inventory "
        "knows 9 hosts from it\n  why: nothing is taken away for it\n"
        "  fix: if that is how it is now, say so once: muster discover --accept-shrink "
        "mikrotik:core\n");
  CHECK_FALSE(shrunk(telling(FactKind::device, 1), {}, 1));
  CHECK_FALSE(shrunk(telling(FactKind::arp, 1), {}, 9));
}

TEST_CASE("only a whole answer is doubted") {
  Observation seen = telling(FactKind::arp, 0);
  seen.answer = Answer::partial;
  CHECK_FALSE(shrunk(seen, told_by(telling(FactKind::arp, 9)), 9));
}
