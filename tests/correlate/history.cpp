#include <catch2/catch.hpp>

#include "switches.h"

using namespace muster;
using namespace muster::test;
using Texts = std::vector<std::string>;

namespace {

Observation seen_by_router(const std::vector<Told>& rows) {
  return observation("mikrotik:core", rows);
}
Observation cluster(const std::vector<Told>& rows) { return observation("proxmox:pve1", rows); }

}  // namespace

TEST_CASE(
    "a host is gone when its sources answered without it on as many days as the policy says") {
  Story story;
  story.run({arp(A, "10.20.4.17"), arp(B, "10.20.4.18")});
  const Host before = story.hosts[0];
  const ArpFact other = story.hosts[0].observed.identity[0] == std::string("mac:") + A
                            ? arp(B, "10.20.4.18")
                            : arp(A, "10.20.4.17");
  story.run({other}, 60);  // one look is one day, however late
  CHECK(story.hosts[0] == before);
  story.run_days({seen_by_router({other})}, 60, 73);
  CHECK(story.hosts[0] == before);
  story.run({other}, 73);
  CHECK(story.hosts[0].observed.state == State::gone);
  CHECK(story.hosts[0].observed.interfaces == before.observed.interfaces);
  story.run({arp(A, "10.20.4.17"), arp(B, "10.20.4.18")}, 74);
  CHECK(story.hosts[0] == before);
}

TEST_CASE("a source that failed, or was not asked, makes nothing gone") {
  Story story;
  story.run({arp(A, "10.20.4.17")});
  const auto before = story.hosts;
  story.run({failed(seen_by_router({}))}, 40);
  CHECK(story.hosts == before);
  story.run({cluster({})}, 80);
  CHECK(story.hosts == before);
  Observation partial = seen_by_router({});
  partial.answer = Answer::partial;
  partial.complete = {};
  story.run({partial}, 120);
  CHECK(story.hosts == before);
}

TEST_CASE("a source that is not configured any more lets go only by a person's word") {
  Story story;
  story.run({seen_by_router({arp(A, "10.20.4.17")})});
  story.config.sources.erase(story.config.sources.begin());
  story.run_days({cluster({})}, 1, 30);
  CHECK(story.hosts.at(0).observed.state == State::present);
  story.forgotten = {"mikrotik:core"};
  story.run_days({cluster({})}, 30, 44);
  CHECK(story.hosts.at(0).observed.state == State::gone);
}

TEST_CASE("days on which a source failed or was doubtful are not counted") {
  Story story;
  story.run({arp(A, "10.20.4.17"), arp(B, "10.20.4.18")});
  const auto before = story.hosts;
  Observation doubtful = seen_by_router({arp(B, "10.20.4.18")});
  doubtful.doubt(Error("far less than before"));
  story.run_days({doubtful}, 1, 40);
  story.run_days({failed(seen_by_router({}))}, 40, 80);
  story.run_days({seen_by_router({arp(B, "10.20.4.18")})}, 80, 93);
  CHECK(story.hosts == before);
}

TEST_CASE("a sweep says nothing of hosts outside the networks it asked") {
  Story story;
  Observation all = observation("sweep:lan", {arp(A, "10.20.4.17"), arp(B, "10.20.9.18")});
  SourceConfig lan;
  lan.name = "lan";
  lan.site = "berlin";
  lan.settings = SweepConfig{};
  story.config.sources.push_back(lan);
  story.run(std::vector{all});
  Observation narrow = observation("sweep:lan", {});
  narrow.asked = {cidr("10.20.4.0/24")};
  story.run_days({narrow}, 1, 30);
  for (const Host& host : story.hosts) {
    const bool asked = host.observed.interfaces[0].mac == parse_mac(A);
    CHECK(host.observed.state == (asked ? State::gone : State::present));
  }
}

TEST_CASE("a lost record of sightings starts the wait anew") {
  Story story;
  story.run({arp(A, "10.20.4.17")});
  story.sightings.clear();
  story.run_days({seen_by_router({})}, 100, 114);
  CHECK(story.hosts.at(0).observed.state == State::present);
  story.run({seen_by_router({})}, 114);
  CHECK(story.hosts.at(0).observed.state == State::gone);
}

TEST_CASE("a stopped guest is still there") {
  Story story;
  story.run({seen_by_router({}), cluster({guest(104, G, "web1", "stopped")})}, 0);
  story.run({seen_by_router({}), cluster({guest(104, G, "web1", "stopped")})}, 100);
  CHECK(story.hosts.at(0).observed.state == State::present);
  CHECK(story.hosts.at(0).observed.guest->status == "stopped");
}

TEST_CASE("while a source fails, what only it told stays") {
  Story story;
  story.run(
      {seen_by_router({lease(G, "10.20.4.17", "dhcpname")}), cluster({guest(104, G, "web1")})});
  const Host before = story.hosts.at(0);
  story.run({seen_by_router({lease(G, "10.20.4.17", "dhcpname")}), failed(cluster({}))}, 1);
  REQUIRE(story.hosts.size() == 1);
  CHECK(story.hosts[0] == before);
}

TEST_CASE("while a hypervisor is silent, prefix lengths and places stay as it told them") {
  std::vector<Told> guests, rows;
  for (int i = 1; i <= 5; ++i) {
    const std::string mac = "bc:24:11:00:09:0" + std::to_string(i);
    const std::string address = "10.20.9.1" + std::to_string(i);
    NicFact nic = guest(100 + i, mac, "vm" + std::to_string(i));
    nic.addresses = {cidr(address + "/20")};
    guests.push_back(nic);
    rows.push_back(seen_on(mac, "ether3"));
    rows.push_back(lease(mac, address));
  }
  Story story;
  story.run({seen_by_router(rows), cluster(guests)});
  const auto before = story.hosts;
  REQUIRE(before.size() == 5);
  CHECK(texts(before[0]).front().ends_with("/20"));
  CHECK(before[0].observed.attached.at(0).confidence == Confidence::likely);
  story.run({seen_by_router(rows), failed(cluster({}))}, 1);
  CHECK(story.hosts == before);
}

TEST_CASE("an address stays while no other is in use, and goes when another host has it") {
  Story story;
  story.run({arp(A, "10.20.4.17"), seen_on(A, "ether5")});
  story.run({seen_on(A, "ether5")}, 1);
  CHECK(texts(story.hosts.at(0)) == Texts{"eth0 00:11:32:00:00:0a 10.20.4.17/24"});
  story.run({arp(B, "10.20.4.17")}, 2);
  for (const auto& host : story.hosts) {
    CHECK(host.observed.attention.empty());
    const bool is_a = host.observed.identity[0] == std::string("mac:") + A;
    CHECK(host.observed.interfaces[0].addresses.size() == (is_a ? 0 : 1));
  }
}

namespace {

// Who has the address, by the last digits of the MAC, and whether that is marked.
Texts holders(const Story& story) {
  Texts out;
  for (const Host& host : story.hosts) {
    const Interface& one = host.observed.interfaces.at(0);
    const bool marked = host.observed.attention == Texts{"ip-conflict"};
    if (!one.addresses.empty()) out.push_back(render(*one.mac).substr(15) + (marked ? " !" : ""));
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

TEST_CASE("two hosts that answer in turn with one address both have it, and the files are still") {
  const std::vector<Told> here{seen_on(A, "ether5"), seen_on(B, "ether6")};
  const auto with = [&](const char* mac) {
    auto rows = here;
    rows.emplace_back(arp(mac, "10.20.4.17"));
    return rows;
  };
  Story story;
  story.run(with(A));
  story.run(with(B));
  CHECK(holders(story) == Texts{"0b"});
  story.run(with(A));
  CHECK(holders(story) == Texts{"0a !", "0b !"});
  const auto settled = story.hosts;
  for (int day = 1; day <= 30; ++day) {
    story.run(with(day % 3 == 0 ? A : B), day);
    CHECK(story.hosts == settled);
  }
  // The one that left has it for some days more; the other never had it alone again.
  for (int day = 31; day <= 34; ++day) story.run(with(B), day);
  CHECK(story.hosts == settled);
  story.run(with(B), 35);
  CHECK(holders(story) == Texts{"0b"});
}

TEST_CASE("an address that comes back from another host after weeks is no turn") {
  Story story;
  story.run({arp(A, "10.20.4.17"), seen_on(B, "ether6")});
  story.run({arp(B, "10.20.4.17"), seen_on(A, "ether5")});
  for (int day = 1; day <= 8; ++day) story.run({arp(B, "10.20.4.17"), seen_on(A, "ether5")}, day);
  story.run({arp(A, "10.20.4.17"), seen_on(B, "ether6")}, 9);
  CHECK(holders(story) == Texts{"0a"});
}

TEST_CASE("a device that lost its interfaces gets none made up beside those of its file") {
  Story story;
  story.run({own("bridge", A, "10.20.4.1/24")});
  const auto before = story.hosts;
  Observation bare = observation("mikrotik:core", {own("", "", "")});
  bare.doubt(Error("it tells of no interface"));
  story.run(std::vector{bare}, 1);
  CHECK(story.hosts == before);
}

TEST_CASE("a dynamic lease moves the address of its interface") {
  Story story;
  story.run({lease(A, "10.20.4.17", "pc")});
  story.run({lease(A, "10.20.4.99", "pc")}, 1);
  CHECK(texts(story.hosts.at(0)) == Texts{"eth0 00:11:32:00:00:0a 10.20.4.99/24"});
}

TEST_CASE("a host first known by its MAC keeps its file when the hypervisor names it") {
  Story story;
  story.run({lease(G, "10.20.4.17", "web")});
  const Host before = story.hosts.at(0);
  story.run({seen_by_router({lease(G, "10.20.4.17", "web")}), cluster({guest(104, G, "web1")})}, 1);
  REQUIRE(story.hosts.size() == 1);
  CHECK(story.hosts[0].id == before.id);
  CHECK(story.hosts[0].observed.first_seen == day(0));
  CHECK(story.hosts[0].observed.attention.empty());
  CHECK(texts(story.hosts[0]) == Texts{"net0 bc:24:11:aa:bb:cc 10.20.4.17/24"});
}

TEST_CASE("a guest restored under another id keeps its file and is marked until a person looks") {
  Story story;
  story.run({seen_by_router({}), cluster({guest(104, G, "web1")})});
  const std::string id = story.hosts.at(0).id;
  story.run({seen_by_router({}), cluster({guest(205, G, "web1")})}, 1);
  REQUIRE(story.hosts.size() == 1);
  CHECK(story.hosts[0].id == id);
  CHECK(story.hosts[0].observed.identity ==
        Texts{"proxmox:pve1/qemu/205", std::string("mac:") + G});
  CHECK(story.hosts[0].observed.attention == Texts{"identity-changed"});
  const auto marked = story.hosts;
  story.run({seen_by_router({}), cluster({guest(205, G, "web1")})}, 2);
  CHECK(story.hosts == marked);
  story.hosts[0].observed.attention.clear();
  story.run({seen_by_router({}), cluster({guest(205, G, "web1")})}, 3);
  CHECK(story.hosts[0].observed.attention.empty());
}

TEST_CASE("a guest's new network card replaces the old one, and the old MAC is free") {
  Story story;
  story.run({seen_by_router({}), cluster({guest(104, G, "web1")})});
  story.run({seen_by_router({arp(G, "10.20.4.9")}), cluster({guest(104, B, "web1")})}, 1);
  REQUIRE(story.hosts.size() == 2);
  for (const auto& host : story.hosts) {
    CHECK(host.observed.identity == (host.observed.guest
                                         ? Texts{"proxmox:pve1/qemu/104", std::string("mac:") + B}
                                         : Texts{std::string("mac:") + G}));
  }
}

TEST_CASE("two files proven to be one host both stay, and one points at the other") {
  Story story;
  story.run({lease(A, "10.20.4.1", "laptop"), lease(B, "10.20.4.2", "laptop")});
  REQUIRE(story.hosts.size() == 2);
  story.hosts[1].approval = Approval::approved;
  const std::string approved = story.hosts[1].id;
  LeaseFact wired = lease(A, "10.20.4.1", "laptop");
  LeaseFact wireless = lease(B, "10.20.4.2", "laptop");
  wired.duid = wireless.duid = "0001000127";
  story.run({wired, wireless}, 1);
  REQUIRE(story.hosts.size() == 2);
  CHECK(story.hosts[1].observed.interfaces.size() == 2);
  CHECK(story.hosts[1].observed.attention.empty());
  CHECK(story.hosts[0].observed.attention == Texts{"duplicate-of:" + approved});
  CHECK(story.hosts[0].observed.identity.empty());
  const auto settled = story.hosts;
  story.run({wired, wireless}, 2);
  CHECK(story.hosts == settled);
}

TEST_CASE("identities that a file lists together stay one host without further proof") {
  Story story;
  LeaseFact wired = lease(A, "10.20.4.1", "laptop");
  LeaseFact wireless = lease(B, "10.20.4.2", "laptop");
  wired.duid = wireless.duid = "0001000127";
  story.run({wired, wireless});
  const auto before = story.hosts;
  story.run({lease(A, "10.20.4.1", "laptop"), lease(B, "10.20.4.2", "laptop")}, 1);
  CHECK(story.hosts == before);
  story.run({lease(B, "10.20.4.2", "laptop")}, 2);
  CHECK(story.hosts == before);
}

TEST_CASE("a proposal follows while nobody decided, and a person's word stands") {
  Story story;
  story.run({lease(A, "10.20.4.1", "thing")});
  CHECK(story.hosts[0].classification == "unknown");
  story.run({lease(A, "10.20.4.1", "prn-7")}, 1);
  CHECK(story.hosts[0].classification == "printer");
  CHECK(story.hosts[0].observed.proposed == Proposal{"printer", "printer-names", {"names prn-7"}});
  story.hosts[0].classification = "server";
  story.run({lease(A, "10.20.4.1", "thing")}, 2);
  CHECK(story.hosts[0].classification == "server");
  CHECK(story.hosts[0].observed.proposed.classification == "unknown");
}

TEST_CASE("hosts of sites that were not looked at are left alone") {
  Story story;
  story.run({arp(A, "10.20.4.17")});
  Observation munich = observation("mikrotik:south", {arp(B, "10.30.0.1")});
  munich.site = "munich";
  story.run({munich}, 40);
  REQUIRE(story.hosts.size() == 1);
  CHECK(story.hosts[0].observed.site == "munich");
  CHECK(story.sightings.size() == 2);
}

TEST_CASE("one MAC in two sites is two hosts") {
  Observation munich = observation("mikrotik:south", {arp(A, "10.30.0.1")});
  munich.site = "munich";
  Story story;
  story.run({seen_by_router({arp(A, "10.20.4.17")}), munich});
  CHECK(story.hosts.size() == 2);
}

TEST_CASE("a guest that its hypervisor leaves out for a while is the same guest") {
  Story story;
  const std::vector<Told> rows{lease(G, "10.20.4.17", "web")};
  story.run({seen_by_router(rows), cluster({guest(104, G, "web1"), guest(105, A, "web2")})});
  const Host before = *host_of(story, G);
  for (int number = 1; number < 14; ++number) {
    story.run({seen_by_router(rows), cluster({guest(105, A, "web2")})}, number);
    CHECK(host_of(story, G)->observed.identity == before.observed.identity);
    CHECK(host_of(story, G)->observed.guest == before.observed.guest);
    CHECK(host_of(story, G)->observed.attention.empty());
  }
  story.run({seen_by_router(rows), cluster({guest(105, A, "web2")})}, 14);
  CHECK_FALSE(host_of(story, G)->observed.guest);
  CHECK(host_of(story, G)->observed.attention == std::vector<std::string>{"identity-changed"});
}
