// What a switch that fails, or is read in part, leaves as it was.
#include <catch2/catch.hpp>
#include <random>

#include "draw.h"
#include "rounds.h"
#include "switches.h"

using namespace muster;
using namespace muster::test;
using Texts = std::vector<std::string>;
using enum Capability;

namespace {

struct Two {
  Switch core{"core", "00:1b:21:00:00:01"};
  Switch acc{"acc", "00:1b:21:00:01:01"};

  Two() {
    core.port("Te1", {20, 30}).port("Te2");
    acc.port("Up1", {20, 30}, true).port("Gi1").port("Gi2");
    connect(core, "Te1", acc, "Up1");
    core.sees(A, "Te1").sees(B, "Te2");
    acc.sees(A, "Gi1").sees(B, "Up1");
  }
};

Story told(const std::vector<Observation>& seen) {
  Story story;
  story.config = switched_config({"acc", "core"});
  story.run(seen);
  return story;
}

const Texts at_gi1{"acc:Gi1 certain vlan 30: bridge-host, only-mac"};
const Texts at_te2{"core:Te2 certain vlan 30: bridge-host, only-mac"};

}  // namespace

TEST_CASE("a switch that does not answer keeps its hosts, and those of others stay as certain") {
  Two two;
  Story story = told({two.core.told(), two.acc.told()});
  const auto before = story.hosts;
  CHECK(places(story, A) == at_gi1);
  CHECK(places(story, B) == at_te2);
  story.run(std::vector{two.core.told(), two.acc.dead()}, 1);
  CHECK(story.hosts == before);
  story.run(std::vector{two.core.dead(), two.acc.told()}, 2);
  CHECK(story.hosts == before);
  story.run(std::vector{two.core.told()}, 3);  // the other was not asked
  CHECK(story.hosts == before);
}

TEST_CASE("a table that was cut short takes no place away") {
  Two two;
  Story story = told({two.core.told(), two.acc.told()});
  const auto before = story.hosts;
  Two cut;
  change_forwarding(cut.acc.seen, [](Mac, std::string& port) { return port != "Gi1"; });
  story.run(std::vector{cut.core.told(), cut.acc.cut_short()}, 1);
  CHECK(story.hosts == before);
}

TEST_CASE("a host that moved on the same switch has moved, though its table was cut short") {
  Two two;
  Story story = told({two.core.told(), two.acc.told()});
  Two moved;
  change_forwarding(moved.acc.seen, [](Mac, std::string& port) {
    if (port == "Gi1") port = "Gi2";
    return true;
  });
  story.run(std::vector{moved.core.told(), moved.acc.cut_short()}, 1);
  CHECK(places(story, A) == Texts{"acc:Gi2 likely vlan 30: bridge-host"});
}

TEST_CASE("a host that moved to another switch shows both places until the old one answers") {
  Two two;
  Story story = told({two.core.told(), two.acc.told()});
  Two moved;
  change_forwarding(moved.core.seen, [](Mac mac, std::string& port) {
    if (mac == parse_mac(A)) port = "Te3";
    return true;
  });
  story.run(std::vector{moved.core.told(), moved.acc.dead()}, 1);
  CHECK(places(story, A) == Texts{at_gi1[0], "core:Te3 likely vlan 30: bridge-host"});
  change_forwarding(moved.acc.seen, [](Mac, std::string& port) { return port != "Gi1"; });
  story.run(std::vector{moved.core.told(), moved.acc.told()}, 2);
  CHECK(places(story, A) == Texts{"core:Te3 likely vlan 30: bridge-host"});
}

TEST_CASE("a host that no switch learned any more keeps its place") {
  Two two;
  Story story = told({two.core.told(), two.acc.told()});
  Two quiet;
  for (Switch* one : {&quiet.core, &quiet.acc}) {
    change_forwarding(one->seen, [](Mac mac, std::string&) { return mac != parse_mac(A); });
  }
  story.run(std::vector{quiet.core.told(), quiet.acc.told(),
                        observation("mikrotik:gw", {arp(A, "10.20.4.9")})},
            1);
  CHECK(places(story, A) == at_gi1);
}

TEST_CASE("a switch that left the configuration keeps no host") {
  Two two;
  Story story = told({two.core.told(), two.acc.told()});
  story.config = switched_config({"core"});
  story.run(std::vector{two.core.told()}, 1);
  CHECK(places(story, A) == Texts{"core:Te1 behind vlan 30: bridge-host, via switch acc"});
}

namespace {

std::string host_mac(unsigned number) { return render(Mac(0x001132000200 + number)); }
std::string switch_mac(unsigned number) { return render(Mac(0x001b21000001 + 256 * number)); }

// A tree of switches as it is: who hangs where, and which host is on which port.
struct Truth {
  std::vector<unsigned> above;                          // of each switch but the first
  std::vector<std::pair<unsigned, std::string>> hosts;  // switch, port

  explicit Truth(Draw& draw) {
    const unsigned switches = 2 + draw.below(6);
    for (unsigned s = 1; s < switches; ++s) above.push_back(draw.below(s));
    for (unsigned h = 0; h < 20; ++h) {
      hosts.emplace_back(draw.below(switches), "p" + std::to_string(h));
    }
  }

  unsigned size() const { return static_cast<unsigned>(above.size()) + 1; }

  // The switches from `s` up to the first.
  std::vector<unsigned> way_up(unsigned s) const {
    std::vector<unsigned> way{s};
    while (way.back() != 0) way.push_back(above[way.back() - 1]);
    return way;
  }

  // The port of `from` that leads to `to`.
  std::string port(unsigned from, unsigned to) const {
    const auto way = way_up(to);
    const auto here = std::find(way.begin(), way.end(), from);
    return here == way.end() || here == way.begin() ? "up" : "down" + std::to_string(*(here - 1));
  }

  // With neighbours, or only with the MACs that each learned of the others.
  std::vector<Observation> told(bool neighbours) const {
    std::vector<Switch> all;
    for (unsigned s = 0; s < size(); ++s)
      all.emplace_back("sw-" + std::to_string(s), switch_mac(s));
    for (unsigned s = 0; s < size(); ++s) {
      if (s > 0) all[s].port("up", {20, 30}, true);
      for (unsigned other = 0; other < size(); ++other) {
        if (other > 0 && above[other - 1] == s) {
          all[s].port("down" + std::to_string(other), {20, 30});
          if (neighbours) connect(all[s], "down" + std::to_string(other), all[other], "up");
        }
        if (!neighbours && other != s) all[s].sees(all[other].own, port(s, other));
      }
      for (unsigned h = 0; h < hosts.size(); ++h) {
        const bool here = hosts[h].first == s;
        if (here) all[s].port(hosts[h].second);
        all[s].sees(host_mac(h), here ? hosts[h].second : port(s, hosts[h].first));
      }
    }
    std::vector<Observation> out;
    for (const auto& one : all) out.push_back(one.told());
    return out;
  }

  Config config() const {
    std::vector<std::string> names;
    for (unsigned s = 0; s < size(); ++s) names.push_back("sw-" + std::to_string(s));
    return switched_config(names);
  }
};

}  // namespace

TEST_CASE("in every tree of switches every host and switch is found, by neighbours or by MACs") {
  for (unsigned seed = 0; seed < unsigned(rounds(100)); ++seed) {
    Draw draw(seed);
    const Truth truth(draw);
    const bool neighbours = draw.one_in(2);
    Story story;
    story.config = truth.config();
    auto seen = truth.told(neighbours);
    draw.shuffle(seen);
    story.run(seen);
    INFO("tree " << seed << (neighbours ? " by neighbours" : " by MACs"));
    for (unsigned h = 0; h < truth.hosts.size(); ++h) {
      const auto& [at, port] = truth.hosts[h];
      CHECK(places(story, host_mac(h)) == Texts{"sw-" + std::to_string(at) + ":" + port +
                                                " certain vlan 30: bridge-host, only-mac"});
    }
    for (unsigned s = 0; s < truth.size(); ++s) {
      Texts wanted;
      const std::string why = neighbours ? " certain: lldp, from up" : " likely: switch-mac";
      if (s > 0) {
        wanted = {"sw-" + std::to_string(truth.above[s - 1]) + ":down" + std::to_string(s) + why};
      }
      CHECK(places(story, switch_mac(s)) == wanted);
    }
  }
}

TEST_CASE("in every tree a switch that fails changes no host, in whatever order it is told") {
  for (unsigned seed = 0; seed < unsigned(rounds(100)); ++seed) {
    Draw draw(seed);
    const Truth truth(draw);
    Story story;
    story.config = truth.config();
    auto seen = truth.told(true);
    story.run(seen);
    const auto before = summary(story.hosts);
    auto& failing = seen[draw.below(truth.size())];
    failing = failed(failing);
    failing.view.reset();
    draw.shuffle(seen);
    for (auto& observation : seen) {
      draw.shuffle(observation.facts);
      shuffle_forwarding(draw, observation);
      if (observation.view) {
        draw.shuffle(observation.view->ports);
        draw.shuffle(observation.view->peers);
      }
    }
    story.run(seen, 1);
    INFO("tree " << seed << " without " << failing.source);
    REQUIRE(summary(story.hosts) == before);
    story.run(seen, 2);
    REQUIRE(summary(story.hosts) == before);
    story.run(truth.told(true), 3);
    REQUIRE(summary(story.hosts) == before);
  }
}
