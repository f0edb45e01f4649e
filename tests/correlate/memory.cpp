// What of a host file stays that nobody tells again, and for how long.
#include "correlate/host/memory.h"

#include <catch2/catch.hpp>

#include "switches.h"

using namespace muster;
using namespace muster::test;
using Texts = std::vector<std::string>;
using Names = std::vector<NameCandidate>;

namespace {

constexpr auto first_drawn = "2001:db8:4:0:91aa:1:2:3";
constexpr auto second_drawn = "2001:db8:4:0:c0de:9:8:7";
constexpr auto third_drawn = "2001:db8:4:0:7001:9:8:7";

ArpFact named(ArpFact row, const std::string& name, NameSource source) {
  row.names.push_back({name, source});
  return row;
}

Observation gateway_told(const std::vector<Told>& rows) {
  return observation("mikrotik:core", rows);
}
Observation sweep_told(const std::vector<Told>& rows) { return observation("sweep:lan", rows); }

Story with_sweep() {
  Story story;
  story.config.sources.push_back({.name = "lan", .site = "berlin", .settings = SweepConfig{}});
  return story;
}

// Two switches, of which only the lower one's table tells that it hangs on the upper.
struct Pair {
  Switch core{"core", "00:1b:21:00:00:01"};
  Switch acc{"acc", "00:1b:21:00:01:01"};

  Pair() {
    core.port("Te1", {20, 30}).port("Te2");
    acc.port("Up1", {20, 30}, true).port("Gi1").port("Gi2");
  }
  // Their tables.
  Pair& learned() {
    core.sees(acc.own, "Te1").sees(A, "Te1");
    acc.sees(core.own, "Up1").sees(A, "Gi1");
    return *this;
  }
  std::vector<Observation> told() const { return {core.told(), acc.told()}; }
};

Story seen_by(const Pair& pair) {
  Story story;
  story.config = switched_config({"acc", "core"});
  story.run(pair.told());
  return story;
}

}  // namespace

TEST_CASE("a source that does not see a host again stays for as many days as make a host gone") {
  Story story = with_sweep();
  story.run({gateway_told({arp(A, "10.20.4.17")}), sweep_told({arp(A, "10.20.4.17")})});
  const auto before = story.hosts;
  const std::vector asleep{gateway_told({arp(A, "10.20.4.17")}), sweep_told({})};
  story.run_days(asleep, 1, 14);
  CHECK(story.hosts == before);
  story.run(asleep, 14);
  CHECK(story.hosts.at(0).observed.sources == Texts{"mikrotik:core"});
}

TEST_CASE("days on which a source did not answer are not counted for what it told") {
  Story story = with_sweep();
  story.run({gateway_told({arp(A, "10.20.4.17")}), sweep_told({arp(A, "10.20.4.17")})});
  const auto before = story.hosts;
  story.run_days({gateway_told({arp(A, "10.20.4.17")}), failed(sweep_told({}))}, 1, 40);
  CHECK(story.hosts == before);
}

TEST_CASE("one sight in an earlier run of the day is enough") {
  Story story = with_sweep();
  const std::vector asleep{gateway_told({arp(A, "10.20.4.17")}), sweep_told({})};
  const std::vector awake{gateway_told({arp(A, "10.20.4.17")}), sweep_told({arp(A, "10.20.4.17")})};
  story.run(awake);
  const auto before = story.hosts;
  for (int number = 1; number < 40; ++number) {
    story.run(asleep, number);
    story.run(awake, number);
    story.run(asleep, number);
  }
  CHECK(story.hosts == before);
}

TEST_CASE("a name that is not heard again stays, and a new one of its kind takes its place") {
  Story story;
  const ArpFact seen = arp(A, "10.20.4.17");
  const Told printed = named(named(seen, "printer", NameSource::mdns), "lpt", NameSource::netbios);
  story.run({printed});
  const auto before = story.hosts;
  story.run({named(seen, "lpt", NameSource::netbios)}, 1);
  CHECK(story.hosts == before);
  story.run({named(seen, "scanner", NameSource::mdns)}, 2);
  CHECK(story.hosts.at(0).observed.names ==
        Names{{"scanner", NameSource::mdns}, {"lpt", NameSource::netbios}});
  CHECK(story.hosts.at(0).observed.name == "scanner");
}

TEST_CASE("the only name of a host stays however long it is not heard") {
  Story story;
  story.run({named(arp(A, "10.20.4.17"), "printer", NameSource::mdns)});
  const auto before = story.hosts;
  story.run_days({gateway_told({arp(A, "10.20.4.17")})}, 1, 40);
  CHECK(story.hosts == before);
}

TEST_CASE("one of two addresses that is not seen stays, and a new one takes the place of both") {
  Story story;
  story.run({arp(A, "10.20.4.17"), arp(A, "10.20.4.18")});
  const auto before = story.hosts;
  story.run({arp(A, "10.20.4.18")}, 1);
  CHECK(story.hosts == before);
  story.run({arp(A, "10.20.4.99")}, 2);
  CHECK(texts(story.hosts.at(0)) == Texts{"eth0 00:11:32:00:00:0a 10.20.4.99/24"});
}

TEST_CASE("the last address of a host that is off stays however long it is") {
  Story story;
  NicFact on = guest(104, G, "web1");
  on.addresses = {cidr("10.20.4.17/24")};
  story.run({gateway_told({}), observation("proxmox:pve1", {on})});
  const auto before = texts(story.hosts.at(0));
  story.run_days(
      {gateway_told({}), observation("proxmox:pve1", {guest(104, G, "web1", "stopped")})}, 1, 40);
  CHECK(texts(story.hosts.at(0)) == before);
}

TEST_CASE("the MTU that its hypervisor gives a guest stays while nobody can be asked") {
  Story story;
  NicFact nic = guest(104, G, "web1");
  nic.mtu = 9000;
  story.run({gateway_told({}), observation("proxmox:pve1", {nic})});
  CHECK(story.hosts.at(0).observed.interfaces.at(0).mtu == 9000);
  story.run({gateway_told({arp(G, "10.20.9.17")})}, 1);
  CHECK(story.hosts.at(0).observed.interfaces.at(0).mtu == 9000);
}

TEST_CASE("a VLAN in which a host is silent stays, and another takes its place") {
  Story story;
  story.run({seen_on(A, "ether5", 20), seen_on(A, "ether5", 30)});
  const auto before = story.hosts;
  story.run({seen_on(A, "ether5", 30)}, 1);
  CHECK(story.hosts == before);
  story.run({seen_on(A, "ether5", 40)}, 2);
  CHECK(story.hosts.at(0).observed.interfaces.at(0).vlans == std::vector{40});
}

TEST_CASE("a prefix length that an agent told stays while the agent is silent") {
  Story story;
  NicFact nic = guest(104, G, "web1");
  nic.addresses = {cidr("10.20.9.17/26")};
  const Told gateway = own("vlan9", B, "10.20.8.1/22");
  story.run({gateway_told({gateway}), observation("proxmox:pve1", {nic})});
  const auto before = story.hosts;
  story.run({gateway_told({gateway, arp(G, "10.20.9.17")}),
             observation("proxmox:pve1", {guest(104, G, "web1")})},
            1);
  CHECK(story.hosts.at(0).observed.interfaces == before.at(0).observed.interfaces);
}

TEST_CASE(
    "of several addresses with random identifiers the one that outlives the others is listed") {
  Story story;
  const std::vector<const char*> temporary{second_drawn, third_drawn, second_drawn, third_drawn};
  for (int number = 0; number < 3; ++number) {
    story.run({arp(A, first_drawn), arp(A, temporary.at(size_t(number)))}, number);
    CHECK(texts(story.hosts.at(0)) == Texts{"eth0 00:11:32:00:00:0a"});
  }
  story.run({arp(A, first_drawn), arp(A, temporary.at(3))}, 3);
  CHECK(texts(story.hosts.at(0)) ==
        Texts{"eth0 00:11:32:00:00:0a " + std::string(first_drawn) + "/64"});
}

TEST_CASE("a temporary address that was listed alone goes when a steady one is known") {
  Story story;
  story.run({arp(A, second_drawn)});
  story.run({arp(A, second_drawn), arp(A, "2001:db8:4:0:211:32ff:fe00:a")}, 1);
  CHECK(texts(story.hosts.at(0)) ==
        Texts{"eth0 00:11:32:00:00:0a 2001:db8:4:0:211:32ff:fe00:a/64"});
  const auto before = story.hosts;
  story.run({arp(A, third_drawn)}, 2);
  CHECK(story.hosts == before);
}

TEST_CASE("a flushed table moves no host and parts no switches") {
  Pair pair;
  Story story = seen_by(pair.learned());
  const auto before = story.hosts;
  CHECK(places(story, A) == Texts{"acc:Gi1 certain vlan 30: bridge-host, only-mac"});
  Pair flushed;
  flushed.core.sees(A, "Te1");  // nothing tells that Te1 leads to the other switch
  story.run(flushed.told(), 1);
  CHECK(story.hosts == before);
  Pair other;
  other.acc.sees(A, "Up1");
  story.run(other.told(), 1);
  CHECK(story.hosts == before);
}

TEST_CASE("a dead switch that only its MAC joined to others is still behind its port") {
  Pair pair;
  Story story = seen_by(pair.learned());
  const auto before = story.hosts;
  story.run(std::vector{pair.core.told(), pair.acc.dead()}, 1);
  CHECK(story.hosts == before);
}

TEST_CASE("a place is no surer because others sleep, and less sure when another is seen there") {
  Pair pair;
  pair.learned().acc.sees(B, "Gi1");
  Story story = seen_by(pair);
  CHECK(places(story, A) == Texts{"acc:Gi1 likely vlan 30: bridge-host"});
  const auto before = story.hosts;
  Pair alone;
  story.run_days(alone.learned().told(), 1, 14);
  CHECK(places(story, A) == Texts{"acc:Gi1 likely vlan 30: bridge-host"});
  story.run(alone.told(), 14);
  CHECK(places(story, A) == Texts{"acc:Gi1 certain vlan 30: bridge-host, only-mac"});
  story.run(pair.told(), 15);
  CHECK(places(story, A) == Texts{"acc:Gi1 likely vlan 30: bridge-host"});
}

TEST_CASE("a host that is seen behind something unpolled alone has moved there after days") {
  Pair pair;
  Story story = seen_by(pair.learned());
  Pair moved;
  moved.core.sees(A, "Te2").sees_all({B, "00:11:32:00:00:0c", "00:11:32:00:00:0d"}, "Te2");
  moved.core.sees(moved.acc.own, "Te1");
  moved.acc.sees(moved.core.own, "Up1").sees(A, "Up1");
  story.run_days(moved.told(), 1, 3);
  CHECK(places(story, A) == Texts{"acc:Gi1 certain vlan 30: bridge-host, only-mac"});
  story.run(moved.told(), 3);
  CHECK(places(story, A) == Texts{"core:Te2 behind vlan 30: bridge-host, many-macs"});
}

TEST_CASE("what a neighbour told of a host is proposed while the neighbour is silent") {
  Pair pair;
  pair.learned().acc.hears(peer("Gi2", B, "air", {Capability::access_point}));
  Story story = seen_by(pair);
  const Proposal told = host_of(story, B)->observed.proposed;
  CHECK(told.rule == "told-wireless-bridges");
  Pair silent;
  silent.learned().acc.sees(B, "Gi2");
  story.run(silent.told(), 1);
  CHECK(host_of(story, B)->observed.proposed == told);
  CHECK(places(story, B) == Texts{"acc:Gi2 certain vlan 30: lldp"});
}

TEST_CASE("more parts than are remembered do not stay") {
  Memory memory({day(0)}, day(1), std::chrono::days(14), true);
  int kept = 0;
  for (int i = 0; i < 1000; ++i) kept += memory.keeps(part_name({"name", std::to_string(i)}));
  CHECK(kept == 256);
}

TEST_CASE("a port where a switch spoke is no host's while that switch is silent") {
  Pair pair;
  connect(pair.core, "Te1", pair.acc, "Up1");
  pair.learned();
  Story story = seen_by(pair);
  CHECK(places(story, A) == Texts{"acc:Gi1 certain vlan 30: bridge-host, only-mac"});
  Pair later;
  later.core.sees(A, "Te1");
  Observation silent = failed(later.acc.told());
  silent.view.reset();
  for (int number = 1; number < 20; ++number) {
    story.run({later.core.told(), silent}, number);
    CHECK(places(story, A) == Texts{"acc:Gi1 certain vlan 30: bridge-host, only-mac"});
  }
}
