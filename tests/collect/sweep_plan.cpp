#include "collect/sweep/plan.h"

#include <algorithm>
#include <catch2/catch.hpp>

using namespace muster;

namespace {

CaptureInterface interface(const std::string& name, std::vector<std::string> addresses) {
  CaptureInterface out{name, Mac(0x3c4d01020304), {}, true};
  for (const std::string& address : addresses) out.addresses.push_back(*parse_cidr(address));
  return out;
}

SweepConfig config_of(std::vector<std::string> networks, std::vector<std::string> exclude = {}) {
  SweepConfig config;
  for (const std::string& network : networks) config.networks.push_back(*parse_cidr(network));
  for (const std::string& network : exclude) config.exclude.push_back(*parse_cidr(network));
  config.ipv6 = false;
  return config;
}

SweepPlan plan(const SweepConfig& config, std::vector<CaptureInterface> interfaces,
               std::vector<Observation> earlier = {}) {
  return plan_sweep(config, interfaces, earlier);
}

// "10.0.0.2<10.0.0.1": who is asked, from which address.
std::vector<std::string> asked(const LinkPlan& link) {
  std::vector<std::string> out;
  for (const Question& one : link.questions) {
    out.push_back(render(one.ip) + "<" + render(one.from) + (one.last ? " last" : ""));
  }
  return out;
}

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("neither the network's own addresses nor this machine's are asked") {
  const auto seen = plan(config_of({"10.0.0.0/29"}), {interface("eth0", {"10.0.0.1/29"})});
  REQUIRE(seen.links.size() == 1);
  CHECK(asked(seen.links[0]) == Strings{"10.0.0.2<10.0.0.1", "10.0.0.3<10.0.0.1",
                                        "10.0.0.4<10.0.0.1", "10.0.0.5<10.0.0.1",
                                        "10.0.0.6<10.0.0.1"});
  CHECK(seen.off_link.empty());
}

TEST_CASE("a network of two or one has no broadcast address") {
  CHECK(hosts_of(*parse_cidr("10.0.0.0/31")).size() == 2);
  CHECK(hosts_of(*parse_cidr("10.0.0.7/32")) == std::vector<Ip>{*parse_ip("10.0.0.7")});
  CHECK(hosts_of(*parse_cidr("255.255.255.248/29")).size() == 6);
  CHECK(hosts_of(*parse_cidr("10.1.0.0/16")).size() == 65'534);
}

TEST_CASE("only the part of a network that is on the link is asked there, the rest is off-link") {
  const auto seen = plan(config_of({"10.0.0.0/28"}), {interface("eth0", {"10.0.0.1/30"})});
  REQUIRE(seen.links.size() == 1);
  CHECK(asked(seen.links[0]) == Strings{"10.0.0.2<10.0.0.1"});
  REQUIRE(seen.off_link.size() == 11);
  CHECK(render(seen.off_link.front()) == "10.0.0.4");
  CHECK(render(seen.off_link.back()) == "10.0.0.14");
}

TEST_CASE("a network that no interface is in is off-link unless interfaces are named") {
  const auto card = interface("vlan9", {"192.168.0.1/24"});
  CHECK(plan(config_of({"10.0.0.0/30"}), {card}).links.empty());
  CHECK(plan(config_of({"10.0.0.0/30"}), {card}).off_link.size() == 2);
  SweepConfig config = config_of({"10.0.0.0/30"});
  config.interfaces = {"vlan9"};
  const auto seen = plan(config, {card, interface("eth1", {"10.9.0.1/24"})});
  REQUIRE(seen.links.size() == 1);
  CHECK(asked(seen.links[0]) == Strings{"10.0.0.1<0.0.0.0", "10.0.0.2<0.0.0.0"});
  CHECK(seen.links[0].unnumbered.size() == 1);
  CHECK(seen.off_link.empty());
}

TEST_CASE("bound leases are asked last, what is excluded never") {
  Observation leases;
  LeaseFact lease;
  lease.alive = true;
  lease.address = *parse_cidr("10.0.0.3/32");
  leases.facts = {lease};
  const auto seen = plan(config_of({"10.0.0.0/29"}, {"10.0.0.4/31"}),
                         {interface("eth0", {"10.0.0.1/29"})}, {leases});
  CHECK(asked(seen.links[0]) ==
        Strings{"10.0.0.2<10.0.0.1", "10.0.0.3<10.0.0.1 last", "10.0.0.6<10.0.0.1"});
}

TEST_CASE("networks that overlap are asked once") {
  const auto seen = plan(config_of({"10.0.0.0/29", "10.0.0.0/30"}),
                         {interface("eth0", {"10.0.0.1/29", "10.0.0.2/29"})});
  CHECK(seen.links[0].questions.size() == 4);
}

TEST_CASE("IPv6 asks all nodes from each kind of address, and the known by name, never a network") {
  Observation routers;
  NeighborFact neighbour;
  neighbour.addresses = {*parse_cidr("2001:db8::7/128"), *parse_cidr("2001:db8:1::7/128")};
  routers.facts = {neighbour};
  SweepConfig config = config_of({"10.0.0.0/30", "2001:db8::/48"});
  config.ipv6 = true;
  const auto seen =
      plan(config, {interface("eth0", {"10.0.0.1/30", "2001:db8::1/64", "fe80::1/64"})}, {routers});
  REQUIRE(seen.links.size() == 1);
  CHECK(asked(seen.links[0]) == Strings{"10.0.0.2<10.0.0.1", "ff02::1<2001:db8::1",
                                        "2001:db8::7<2001:db8::1", "ff02::1<fe80::1"});
}

TEST_CASE("interfaces that cannot be swept and networks that are too wide are said") {
  CHECK_THROWS_WITH(plan(config_of({"10.0.0.0/15"}), {}),
                    "network 10.0.0.0/15 is wider than a sweep asks, /16");
  SweepConfig config = config_of({"10.0.0.0/30"});
  config.interfaces = {"eth7"};
  CHECK_THROWS_WITH(plan(config, {interface("eth0", {})}),
                    "this machine has no interface \"eth7\"");
  config.interfaces = {"eth0", "eth1", "lo"};
  auto down = interface("eth0", {}), lo = interface("lo", {});
  down.up = false;
  lo.mac.reset();
  const auto seen = plan(config, {down, interface("eth1", {}), lo});
  CHECK(render(seen.trouble) ==
        "error: interface eth0 is down\n  fix: bring it up, or leave it out of what is swept\n"
        "error: interface lo is not Ethernet\n  fix: leave it out of interfaces:\n");
  CHECK(seen.links.size() == 1);

  config.interfaces.clear();
  auto ours = interface("eth0", {"10.0.0.1/24"}), other = interface("eth1", {"192.168.0.1/24"});
  ours.up = other.up = false;
  CHECK(render(plan(config, {ours, other}).trouble) ==
        "error: interface eth0 is down\n  fix: bring it up, or leave it out of what is swept\n");
}
