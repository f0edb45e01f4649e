// What holds for every world, tried on many drawn ones.
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

#include "draw.h"
#include "rounds.h"
#include "world.h"

using namespace muster;
using namespace muster::test;

namespace {

std::string mac(Draw& draw) {
  static const std::vector<std::string> prefixes{
      "00:11:32:00:00:", "bc:24:11:00:00:", "da:a1:19:00:00:",
      "00:00:5e:00:01:", "02:42:ac:11:00:", "01:00:5e:00:00:"};
  const unsigned kind = draw.below(12);
  return prefixes[kind < 6 ? kind : kind % 2] + "0" + std::to_string(draw.below(8));
}

std::string address(Draw& draw) {
  const std::string number = std::to_string(draw.below(20) + 1);
  if (draw.one_in(6)) return "2001:db8:4::" + number;
  return draw.one_in(12) ? "169.254.0." + number : "10.20.4." + number;
}

Told router_row(Draw& draw) {
  static const std::vector<std::string> names{"nas", "web1", "localhost", "pc-7", "*"};
  const unsigned kind = draw.below(6);
  if (kind == 0) return seen_on(mac(draw), "ether" + std::to_string(draw.below(4)), 20);
  if (kind == 1) return arp(draw.one_in(5) ? "00:00:00:00:00:00" : mac(draw), address(draw));
  if (kind == 2) {
    const unsigned number = draw.below(3);
    const std::string text = std::to_string(number);
    return own("ether" + text, "00:11:32:00:00:0" + text, draw.one_in(2) ? "10.20.4.1" : "");
  }
  LeaseFact out = lease(draw.one_in(6) ? "" : mac(draw), address(draw), names[draw.below(5)]);
  if (draw.one_in(4)) out.duid = "00010" + std::to_string(draw.below(6));
  out.fixed = draw.one_in(5);
  out.alive = !draw.one_in(3);
  if (draw.one_in(8)) out.relay = "sw-" + std::to_string(draw.below(3)) + " ether1";
  return out;
}

std::vector<Observation> world(Draw& draw) {
  std::vector<Told> router, cluster;
  const unsigned count = draw.below(40);
  for (unsigned i = 0; i < count; ++i) router.push_back(router_row(draw));
  for (unsigned i = 0; i < draw.below(6); ++i) {
    NicFact nic = guest(100 + draw.below(4), mac(draw), "web" + std::to_string(i));
    nic.running = !draw.one_in(3);
    nic.interface = "net" + std::to_string(draw.below(2));
    cluster.push_back(nic);
  }
  std::vector<Observation> seen{observation("mikrotik:core", router),
                                observation("proxmox:pve1", cluster)};
  seen[0].dropped["incomplete"] = draw.below(4);
  return seen;
}

void shuffle(Draw& draw, std::vector<Observation>& observations) {
  draw.shuffle(observations);
  for (auto& observation : observations) {
    draw.shuffle(observation.facts);
    shuffle_forwarding(draw, observation);
    for (auto& fact : observation.facts) {
      if (auto* device = std::get_if<DeviceFact>(&fact)) draw.shuffle(device->addresses);
    }
  }
}

const Host* find(const std::vector<Host>& hosts, const std::string& id) {
  const auto found = std::find_if(hosts.begin(), hosts.end(), [&](auto& h) { return h.id == id; });
  return found == hosts.end() ? nullptr : &*found;
}

// Every interface of `before` is there by its MAC, with all its addresses.
bool holds(const Host& after, const Host& before) {
  return std::all_of(
      before.observed.interfaces.begin(), before.observed.interfaces.end(), [&](const auto& old) {
        return std::any_of(
            after.observed.interfaces.begin(), after.observed.interfaces.end(),
            [&](const auto& now) {
              return now.mac == old.mac &&
                     std::all_of(old.addresses.begin(), old.addresses.end(), [&](const auto& a) {
                       return std::any_of(now.addresses.begin(), now.addresses.end(),
                                          [&](const auto& b) { return b.ip == a.ip; });
                     });
            });
      });
}

}  // namespace

TEST_CASE("the order of facts, sources and known hosts does not matter") {
  for (unsigned seed = 0; seed < unsigned(rounds(200)); ++seed) {
    Draw draw(seed);
    Story first;
    auto earlier = world(draw);
    first.run(earlier);
    Story second = first;
    auto now = world(draw);
    first.run(now, 1);
    shuffle(draw, now);
    draw.shuffle(second.hosts);
    second.run(now, 1);
    INFO("world " << seed);
    REQUIRE(first.hosts == second.hosts);
    REQUIRE(first.sightings == second.sightings);
    REQUIRE(first.last.explained == second.last.explained);
  }
}

TEST_CASE("a second look at the same network changes nothing") {
  for (unsigned seed = 0; seed < unsigned(rounds(300)); ++seed) {
    Draw draw(seed);
    Story story;
    story.run(world(draw));
    const auto now = world(draw);
    story.run(now, 1);
    const auto once = story.hosts;
    story.run(now, 2);
    INFO("world " << seed);
    REQUIRE(story.hosts == once);
  }
}

TEST_CASE("every fact of every world is in a host or explained") {
  for (unsigned seed = 0; seed < unsigned(rounds(500)); ++seed) {
    Draw draw(seed);
    Story story;
    for (int run = 0; run < 3; ++run) {
      story.run(world(draw), run * 10);
      INFO("world " << seed << " run " << run);
      REQUIRE(story.last.unaccounted() == 0);
    }
  }
}

TEST_CASE("no identity stands in two hosts and no id is given twice") {
  for (unsigned seed = 0; seed < unsigned(rounds(300)); ++seed) {
    Draw draw(seed);
    Story story;
    for (int run = 0; run < 4; ++run) {
      auto now = world(draw);
      if (run > 0 && draw.one_in(2)) now[draw.below(2)] = failed(now[0]);
      story.run(now, run * 10);
      std::set<std::string> seen;
      for (const auto& host : story.hosts) {
        INFO("world " << seed << " run " << run);
        REQUIRE(seen.insert(host.id).second);
        for (const auto& identity : host.observed.identity) REQUIRE(seen.insert(identity).second);
      }
    }
  }
}

TEST_CASE("a source that fails makes no host gone and takes nothing from a host") {
  for (unsigned seed = 0; seed < unsigned(rounds(300)); ++seed) {
    Draw draw(seed);
    Story story;
    const auto all = world(draw);
    story.run(all);
    story.run(all, 1);
    for (size_t failing = 0; failing < all.size(); ++failing) {
      Story later = story;
      auto some = all;
      const auto told = some[failing].facts;
      const auto learned = some[failing].forwarding;
      some[failing] = failed(some[failing]);
      some[failing].facts.assign(told.begin(), told.begin() + static_cast<long>(told.size() / 2));
      some[failing].forwarding = learned;
      size_t row = 0;
      change_forwarding(some[failing], [&](Mac, auto&) { return row++ < learned.size() / 2; });
      later.run(some, 60);
      for (const auto& before : story.hosts) {
        INFO("world " << seed << " failing " << all[failing].source << " host " << before.id);
        const Host* after = find(later.hosts, before.id);
        REQUIRE(after);
        REQUIRE(after->observed.state == State::present);
        REQUIRE(holds(*after, before));
      }
    }
  }
}

TEST_CASE("fifty thousand hosts take less than a few seconds", "[.speed]") {
  std::vector<Told> facts;
  for (int i = 0; i < 50'000; ++i) {
    char mac[18];
    std::snprintf(mac, sizeof mac, "00:11:32:%02x:%02x:%02x", i >> 16, i >> 8 & 255, i & 255);
    const std::string ip = "10.20." + std::to_string(i >> 8) + "." + std::to_string(i & 255);
    facts.push_back(lease(mac, ip, "host-" + std::to_string(i)));
    facts.push_back(arp(mac, ip));
    facts.push_back(seen_on(mac, "ether" + std::to_string(i % 48), 20));
  }
  Story story;
  const std::vector<Observation> seen{observation("mikrotik:core", facts)};
  for (const int number : {0, 1}) {
    const auto start = std::chrono::steady_clock::now();
    story.run(seen, number);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    WARN("run " << number << ": " << story.hosts.size() << " hosts in " << took.count() << " s");
  }
  CHECK(story.hosts.size() == 50'000);
}
