#include "report/page/subnets.h"

#include <fmt/core.h>

#include <catch2/catch.hpp>

#include "report/host_scene.h"

using namespace muster;
using namespace muster::test;

namespace {

std::map<std::string, SiteConfig> sites(const std::vector<std::string>& networks) {
  SiteConfig berlin;
  berlin.slug = "berlin";
  for (const std::string& text : networks) berlin.networks.push_back(parse_cidr(text).value());
  return {{"berlin", berlin}};
}

// "10.0.0.0/24 told 2/254 free 10.0.0.1 10.0.0.3-10.0.0.254", a deeper one further to the right.
std::string told(const std::vector<Subnet>& subnets) {
  std::string text;
  for (const Subnet& subnet : subnets) {
    text += fmt::format("{:>{}}{} {} {}/{}", "", 2 * subnet.depth, render(subnet.network),
                        subnet.configured ? "configured" : "told", subnet.used, subnet.size);
    if (!subnet.free.empty()) text += " free";
    for (const FreeRange& range : subnet.free) {
      text += " " + render(range.first);
      if (range.first != range.last) text += "-" + render(range.last);
    }
    text += "\n";
  }
  return text;
}

}  // namespace

TEST_CASE(
    "what is free in a network lies between its hosts' addresses, inside of network and "
    "broadcast") {
  const auto hosts = inventory_of({{"a", {"10.0.0.2/24"}}, {"b", {"10.0.0.254/24"}}});
  CHECK(told(subnets_of(hosts, sites({}))) ==
        "10.0.0.0/24 told 2/254 free 10.0.0.1 10.0.0.3-10.0.0.253\n");
}

TEST_CASE("an address counts in every network that holds it, and is free in none") {
  const auto hosts = inventory_of({{"a", {"10.0.1.1/30"}}, {"b", {"10.0.9.9/32"}}});
  CHECK(told(subnets_of(hosts, sites({"10.0.0.0/20"}))) ==
        "10.0.0.0/20 configured 2/4094 free 10.0.0.1-10.0.0.255 10.0.1.4-10.0.9.8 "
        "10.0.9.10-10.0.15.254\n"
        "  10.0.1.0/30 told 1/2 free 10.0.1.2\n");
}

TEST_CASE("networks of two addresses or one have neither network nor broadcast address") {
  const auto hosts = inventory_of({{"a", {"10.0.0.1/31"}}});
  CHECK(told(subnets_of(hosts, sites({"10.0.0.7/32"}))) ==
        "10.0.0.0/31 told 1/2 free 10.0.0.0\n10.0.0.7/32 configured 0/1 free 10.0.0.7\n");
}

TEST_CASE("the whole of IPv4 is counted, and IPv6 only by its hosts") {
  const auto hosts = inventory_of({{"a", {"255.255.255.254/0", "2001:db8::1/64"}}});
  CHECK(told(subnets_of(hosts, sites({}))) ==
        "0.0.0.0/0 told 1/4294967294 free 0.0.0.1-255.255.255.253\n2001:db8::/64 told 1/0\n");
}

TEST_CASE(
    "hosts that are gone leave their addresses free, and networks of other sites count apart") {
  const auto hosts = inventory_of(
      {{"a", {"10.0.0.1/30"}, {}, "berlin", State::gone}, {"b", {"10.0.0.1/30"}, {}, "hamburg"}});
  const auto all = subnets_of(hosts, sites({"10.0.0.0/30"}));
  REQUIRE(all.size() == 2);
  CHECK(all[0].site == "berlin");
  CHECK(all[0].used == 0);
  CHECK(all[1].site == "hamburg");
  CHECK(all[1].used == 1);
}

TEST_CASE("of many free ranges the first are kept, and all are counted") {
  std::vector<SeenHost> hosts;
  for (int i = 1; i < 255; i += 2) {
    hosts.push_back({fmt::format("h{}", i), {fmt::format("10.0.0.{}/24", i)}});
  }
  const auto all = subnets_of(inventory_of(hosts), sites({}));
  CHECK(all[0].free.size() == Subnet::most_ranges);
  CHECK(all[0].ranges == 127);
}
