#include <catch2/catch.hpp>

#include "core/hash.h"
#include "world.h"

using namespace muster;
using namespace muster::test;
using Texts = std::vector<std::string>;

namespace {

constexpr auto R = "da:a1:19:00:00:01";  // locally administered

std::vector<Observation> lab(const std::vector<Told>& router, const std::vector<Told>& cluster) {
  return {observation("mikrotik:core", router), observation("proxmox:pve1", cluster)};
}

}  // namespace

TEST_CASE("a lease, an ARP row and a bridge row of one MAC make one host") {
  Story story;
  story.run({lease(A, "10.20.4.17", "nas"), arp(A, "10.20.4.17"), seen_on(A, "ether5", 20)});
  REQUIRE(story.hosts.size() == 1);
  const Host& host = story.hosts[0];
  CHECK(host.id == short_id("mac:berlin/00:11:32:00:00:0a"));
  CHECK(host.observed.name == "nas");
  CHECK(host.observed.identity == Texts{"mac:00:11:32:00:00:0a"});
  CHECK(texts(host) == Texts{"eth0 00:11:32:00:00:0a 10.20.4.17/24 vlan20"});
  CHECK(host.observed.attached ==
        std::vector<Attachment>{
            {"core", "ether5", Confidence::likely, {{EvidenceKind::bridge_host, ""}}, {20}}});
  CHECK(host.observed.first_seen == day(0));
  CHECK(host.observed.sources == Texts{"mikrotik:core"});
  CHECK(host.approval == Approval::pending);
  CHECK(story.last.written == 3);
  CHECK(story.last.unaccounted() == 0);
}

TEST_CASE("a guest and the leases of its MACs make one host named by the hypervisor") {
  Story story;
  story.run(lab({lease(G, "10.20.4.17", "localname")}, {guest(104, G, "web1")}));
  REQUIRE(story.hosts.size() == 1);
  const Host& host = story.hosts[0];
  CHECK(host.id == short_id("proxmox:pve1/qemu/104"));
  CHECK(host.observed.identity == Texts{"proxmox:pve1/qemu/104", "mac:bc:24:11:aa:bb:cc"});
  CHECK(host.observed.name == "web1");
  CHECK(host.observed.names == std::vector<NameCandidate>{{"web1", NameSource::hypervisor},
                                                          {"localname", NameSource::lease}});
  CHECK(texts(host) == Texts{"net0 bc:24:11:aa:bb:cc 10.20.4.17/24"});
  CHECK(host.observed.proposed == Proposal{"vm", "guests", {"guest vm"}});
  CHECK(host.classification == "vm");
}

TEST_CASE("special MACs never become hosts and each is explained") {
  Story story;
  story.run({arp("00:00:5e:00:01:07", "10.20.4.1"), arp("01:00:5e:00:00:fb", "224.0.0.251"),
             arp("00:00:00:00:00:00", "10.20.4.9"), arp("02:42:ac:11:00:02", "172.17.0.2"),
             arp("02:bf:0a:00:00:01", "10.20.4.8"), arp(R, "10.20.4.200"), lease("", "10.20.4.7")});
  CHECK(story.hosts.empty());
  CHECK(story.last.explained == std::map<std::string, size_t>{{"virtual router MAC", 1},
                                                              {"multicast MAC", 1},
                                                              {"invalid MAC", 1},
                                                              {"container MAC", 1},
                                                              {"cluster MAC", 1},
                                                              {"randomised MAC", 1},
                                                              {"no MAC", 1}});
  CHECK(story.last.unaccounted() == 0);
}

TEST_CASE("what a collector dropped is collected and explained") {
  Observation seen = observation("mikrotik:core", {arp(A, "10.20.4.17")});
  seen.dropped["incomplete"] = 4;
  Story story;
  story.run(std::vector{seen});
  CHECK(story.last.collected == 5);
  CHECK(story.last.explained == std::map<std::string, size_t>{{"incomplete", 4}});
  CHECK(story.last.unaccounted() == 0);
}

TEST_CASE("a randomised MAC gets a file by a static lease, by policy, or when its host is known") {
  Story by_lease;
  by_lease.run({reserved(R, "10.20.4.30", "tablet")});
  CHECK(by_lease.hosts.size() == 1);
  by_lease.run({arp(R, "10.20.4.30")}, 1);
  CHECK(by_lease.last.explained.empty());

  Story by_policy;
  by_policy.config.policy.randomised_macs = true;
  by_policy.run({arp(R, "10.20.4.30")});
  CHECK(by_policy.hosts.size() == 1);
}

TEST_CASE("a row without a MAC joins the MAC known for its address") {
  Story story;
  LeaseFact pool = lease("", "2001:db8:4::7", "nas");
  pool.duid = "000100";
  story.run({arp(A, "2001:db8:4::7"), pool});
  REQUIRE(story.hosts.size() == 1);
  CHECK(story.hosts[0].observed.name == "nas");
  CHECK(texts(story.hosts[0]) == Texts{"eth0 00:11:32:00:00:0a 2001:db8:4::7/64"});
}

TEST_CASE("a lease that is not in use is no host") {
  Story story;
  LeaseFact old = lease(A, "10.20.4.17", "nas");
  old.alive = false;
  story.run({old});
  CHECK(story.hosts.empty());
  CHECK(story.last.explained == std::map<std::string, size_t>{{"no sign of life", 1}});
}

TEST_CASE("one DHCP unique id joins interfaces, an equal name does not") {
  LeaseFact wired = lease(A, "10.20.4.1", "laptop");
  LeaseFact wireless = lease(B, "10.20.4.2", "laptop");
  Story apart;
  apart.run({wired, wireless});
  CHECK(apart.hosts.size() == 2);

  wired.duid = wireless.duid = "0001000127";
  Story together;
  together.run({wired, wireless});
  REQUIRE(together.hosts.size() == 1);
  CHECK(texts(together.hosts[0]) ==
        Texts{"eth0 00:11:32:00:00:0a 10.20.4.1/24", "eth1 00:11:32:00:00:0b 10.20.4.2/24"});
}

TEST_CASE("a DHCP unique id copied with a disk image joins nobody") {
  std::vector<Told> facts;
  for (int i = 0; i < 9; ++i) {
    const std::string number = std::to_string(i);
    LeaseFact one = lease("00:11:32:00:01:0" + number, "10.20.4.1" + number);
    one.duid = "0001";
    facts.push_back(one);
  }
  Story story;
  story.run(facts);
  CHECK(story.hosts.size() == 9);
}

TEST_CASE("the interfaces of a polled device are one host by its serial number") {
  Story story;
  story.run({own("ether1", A, "192.0.2.1/30"), own("vlan20", A, "10.20.4.1/24"),
             own("ether10", B, ""), own("ether2", "00:11:32:00:00:0c", ""), arp(A, "10.20.4.1")});
  REQUIRE(story.hosts.size() == 1);
  const Host& host = story.hosts[0];
  CHECK(host.observed.identity == Texts{"serial:HGL012345", "mac:00:11:32:00:00:0a",
                                        "mac:00:11:32:00:00:0b", "mac:00:11:32:00:00:0c"});
  CHECK(texts(host) == Texts{"ether1 00:11:32:00:00:0a 192.0.2.1/30", "ether2 00:11:32:00:00:0c",
                             "ether10 00:11:32:00:00:0b", "vlan20 00:11:32:00:00:0a 10.20.4.1/24"});
  CHECK(host.observed.proposed ==
        Proposal{"network", "network-platforms", {"platform RouterOS 7.16"}});
}

TEST_CASE("two guests with one MAC stay two hosts and the running one owns the MAC") {
  Story story;
  story.run(
      lab({lease(G, "10.20.4.17")}, {guest(104, G, "web1", "stopped"), guest(205, G, "clone")}));
  REQUIRE(story.hosts.size() == 2);
  const Host& clone = story.hosts[0].observed.name == "clone" ? story.hosts[0] : story.hosts[1];
  const Host& web = story.hosts[0].observed.name == "clone" ? story.hosts[1] : story.hosts[0];
  CHECK(clone.observed.identity == Texts{"proxmox:pve1/qemu/205", "mac:bc:24:11:aa:bb:cc"});
  CHECK(texts(clone) == Texts{"net0 bc:24:11:aa:bb:cc 10.20.4.17/24"});
  CHECK(web.observed.identity == Texts{"proxmox:pve1/qemu/104"});
  CHECK(texts(web) == Texts{"net0 bc:24:11:aa:bb:cc"});
}

TEST_CASE("one address on two MACs is shown on both hosts") {
  Story story;
  story.run({arp(A, "10.20.4.17"), arp(B, "10.20.4.17")});
  REQUIRE(story.hosts.size() == 2);
  CHECK(story.hosts[0].observed.attention == Texts{"ip-conflict"});
  CHECK(story.hosts[1].observed.attention == Texts{"ip-conflict"});
  story.run({arp(A, "10.20.4.17"), arp(B, "10.20.4.18")}, 1);
  CHECK(story.hosts[0].observed.attention.empty());
  CHECK(story.hosts[1].observed.attention.empty());
}

TEST_CASE("an address that routers share by VRRP is no conflict") {
  Story story;
  story.run({arp(A, "10.20.4.1"), arp(B, "10.20.4.1"), arp("00:00:5e:00:01:07", "10.20.4.1")});
  REQUIRE(story.hosts.size() == 2);
  CHECK(story.hosts[0].observed.attention.empty());
}

TEST_CASE("a port with many MACs has hosts behind it, unless another port sees them") {
  std::vector<Told> facts;
  for (int i = 0; i < 5; ++i) {
    facts.push_back(seen_on("00:11:32:00:01:0" + std::to_string(i), "ether1"));
  }
  facts.push_back(seen_on("00:11:32:00:01:00", "ether7"));
  Story story;
  story.run(facts);
  std::map<std::string, std::string> places;
  for (const auto& host : story.hosts) {
    const auto& place = host.observed.attached.at(0);
    places[host.observed.identity[0]] = place.port + " " + std::string(word(place.confidence));
  }
  CHECK(places["mac:00:11:32:00:01:00"] == "ether7 likely");
  CHECK(places["mac:00:11:32:00:01:04"] == "ether1 behind");
}

TEST_CASE("link-local addresses stay out of files") {
  Story story;
  story.run({arp(A, "fe80::1"), arp(A, "169.254.7.7"), arp(A, "10.20.9.1")});
  CHECK(texts(story.hosts.at(0)) == Texts{"eth0 00:11:32:00:00:0a 10.20.9.1/32"});
}

TEST_CASE("the vendor comes from the MAC and never for a guest") {
  Story story;
  story.vendors.add(
      "Registry,Assignment,Organization Name,Organization Address\n"
      "MA-L,001132,Synology Incorporated,x\nMA-L,BC2411,Proxmox,x\n");
  story.run(lab({arp(A, "10.20.4.17")}, {guest(104, G, "web1")}));
  for (const auto& host : story.hosts) {
    CHECK(host.observed.vendor == (host.observed.guest ? "" : "Synology Incorporated"));
    if (!host.observed.guest) {
      CHECK(host.observed.proposed ==
            Proposal{"server", "server-vendors", {"vendor Synology Incorporated"}});
    }
  }
}
