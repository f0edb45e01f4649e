// What hosts and their interfaces are called, and by what clients without a MAC are known again.
#include <catch2/catch.hpp>

#include "correlate/host/naming.h"
#include "world.h"

using namespace muster;
using namespace muster::test;

namespace {

using Texts = std::vector<std::string>;

const std::string unique_id = "0002000000ab11aabbccddee";

LeaseFact anonymous(const std::string& address, const std::string& duid = unique_id) {
  LeaseFact out = lease("", address, "sysd");
  out.duid = duid;
  return out;
}

NeighborFact spoken(const std::string& mac, const std::string& interface) {
  NeighborFact out;
  out.mac = parse_mac(mac);
  out.interface = interface;
  out.port = "ether1";
  return out;
}

std::string name_of(const std::vector<NameCandidate>& candidates, const std::string& before = "",
                    const std::string& domain = "lab.example") {
  return choose_name(candidates, before, domain).name;
}

}  // namespace

TEST_CASE("a client without a MAC is known again by its DUID, whatever its address") {
  Story story;
  story.run({anonymous("2001:db8:4::21")});
  REQUIRE(story.hosts.size() == 1);
  const std::string id = story.hosts[0].id;
  CHECK(story.hosts[0].observed.identity == Texts{"duid:" + unique_id});
  story.run({anonymous("2001:db8:4::9a")}, 1);
  REQUIRE(story.hosts.size() == 1);
  CHECK(story.hosts[0].id == id);
  CHECK(texts(story.hosts[0]) == Texts{"eth0 2001:db8:4::9a/64"});
}

TEST_CASE("a client known by its DUID stays one host when its MAC becomes known, and when not") {
  Story story;
  story.run({anonymous("2001:db8:4::21")});
  const std::string id = story.hosts.at(0).id;
  story.run({anonymous("2001:db8:4::21"), arp(A, "2001:db8:4::21")}, 1);
  REQUIRE(story.hosts.size() == 1);
  CHECK(story.hosts[0].id == id);
  CHECK(story.hosts[0].observed.identity == Texts{"mac:" + std::string(A), "duid:" + unique_id});
  CHECK(story.hosts[0].observed.attention.empty());
  story.run({anonymous("2001:db8:4::22")}, 2);
  REQUIRE(story.hosts.size() == 1);
  CHECK(story.hosts[0].id == id);
}

TEST_CASE("a host file of before that has but the address is the same client's") {
  Story story;
  story.run({anonymous("2001:db8:4::21")});
  story.hosts.at(0).observed.identity = {"ip:2001:db8:4::21"};
  const std::string id = story.hosts[0].id;
  story.run({anonymous("2001:db8:4::21")}, 1);
  REQUIRE(story.hosts.size() == 1);
  CHECK(story.hosts[0].id == id);
  CHECK(story.hosts[0].observed.identity == Texts{"duid:" + unique_id, "ip:2001:db8:4::21"});
}

TEST_CASE("a name without a letter is none") {
  CHECK(name_of({{"171-165", NameSource::lease}}).empty());
  CHECK(name_of({{"\\xab\\xa5", NameSource::lease}, {"tv", NameSource::netbios}}) == "tv");
}

TEST_CASE("a guest keeps a domain that is not the site's in its name") {
  const auto guest_called = [](const std::string& name, const std::string& before = "",
                               const std::string& domain = "lab.example") {
    return name_of({{name, NameSource::hypervisor}}, before, domain);
  };
  CHECK(guest_called("mail.a.example") == "mail-a-example");
  CHECK(guest_called("mail.a.example", "mail") == "mail");
  CHECK(guest_called("mail.a.example", "", "") == "mail");
  CHECK(guest_called("mail.lab.example") == "mail");
  CHECK(guest_called("Mail.Prod.Lab.example") == "mail");
  CHECK(guest_called("mail.lab") == "mail");
  CHECK(guest_called("mail.a_b") == "mail");
  CHECK(name_of({{"mail.a.example", NameSource::lease}}) == "mail");
}

TEST_CASE("two hosts of one name are told when they are seen") {
  Story story;
  story.config.sites["berlin"].domain = "lab.example";
  story.run({lease(A, "10.20.4.17", "nas"), lease(B, "10.20.4.18", "NAS.lab.example")});
  REQUIRE(story.hosts.size() == 2);
  for (const Host& host : story.hosts) CHECK(host.observed.attention == Texts{"name-conflict"});
  for (Host& host : story.hosts) {
    if (host.observed.identity.front().ends_with(B)) host.name = "nas2";
  }
  story.run({lease(A, "10.20.4.17", "nas"), lease(B, "10.20.4.18", "NAS.lab.example")}, 1);
  for (const Host& host : story.hosts) CHECK(host.observed.attention.empty());
}

TEST_CASE("an interface called eth0 for want of a name takes the one that is told") {
  Story story;
  story.run({arp(A, "10.20.4.17")});
  CHECK(texts(story.hosts.at(0)) == Texts{"eth0 00:11:32:00:00:0a 10.20.4.17/24"});
  story.run({arp(A, "10.20.4.17"), spoken(A, "eno1")}, 1);
  CHECK(texts(story.hosts.at(0)) == Texts{"eno1 00:11:32:00:00:0a 10.20.4.17/24"});
  story.run({arp(A, "10.20.4.17"), spoken(A, "eno2")}, 2);
  CHECK(texts(story.hosts.at(0)) == Texts{"eno1 00:11:32:00:00:0a 10.20.4.17/24"});
  story.run({arp(A, "10.20.4.17")}, 3);
  CHECK(texts(story.hosts.at(0)) == Texts{"eno1 00:11:32:00:00:0a 10.20.4.17/24"});
}
