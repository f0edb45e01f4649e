// Which addresses stand in a file, and how wide their subnet is.
#include <catch2/catch.hpp>

#include "world.h"

using namespace muster;
using namespace muster::test;
using Lines = std::vector<std::string>;

namespace {

constexpr auto steady = "2001:db8:4:0:211:32ff:fe00:a";  // made from A
constexpr auto by_hand = "2001:db8:4:0:10:20:4:17";
constexpr auto drawn = "2001:db8:4:0:91aa:1:2:3";
constexpr auto redrawn = "2001:db8:4:0:c0de:9:8:7";

const Host* host_with(const Story& story, const std::string& mac) {
  for (const Host& host : story.hosts) {
    if (host.observed.interfaces.at(0).mac == parse_mac(mac)) return &host;
  }
  return nullptr;
}

std::string line(const std::string& addresses) { return "eth0 00:11:32:00:00:0a " + addresses; }

}  // namespace

TEST_CASE("an identifier is random when no MAC and no hand made it") {
  for (const char* text : {steady, by_hand, "2001:db8::17", "2001:db8::", "10.20.4.17"}) {
    CHECK_FALSE(is_random_identifier(parse_ip(text).value()));
  }
  for (const char* text : {drawn, redrawn, "2001:db8::1:2:3:1000"}) {
    CHECK(is_random_identifier(parse_ip(text).value()));
  }
}

TEST_CASE("a temporary address beside a steady one stands in no file") {
  const char* beside = GENERATE(steady, by_hand);
  Story story;
  story.run({arp(A, beside), arp(A, drawn)});
  const auto before = story.hosts;
  CHECK(texts(before.at(0)) == Lines{line(std::string(beside) + "/64")});
  story.run({arp(A, beside), arp(A, redrawn)}, 1);
  CHECK(story.hosts == before);
}

TEST_CASE("a leased address is steady whatever it looks like") {
  Story story;
  story.run({lease(A, drawn), arp(A, redrawn), arp(A, drawn)});
  CHECK(texts(story.hosts.at(0)) == Lines{line(std::string(drawn) + "/64")});
}

TEST_CASE("of random addresses alone, the one in the file stays while it is seen") {
  Story story;
  story.run({arp(A, redrawn)});
  const auto before = story.hosts;
  CHECK(texts(before.at(0)) == Lines{line(std::string(redrawn) + "/64")});
  story.run({arp(A, drawn), arp(A, redrawn)}, 1);
  CHECK(story.hosts == before);
}

TEST_CASE("a steady address says nothing of another network") {
  Story story;
  story.run({arp(A, steady), arp(A, "2001:db8:9::91aa:1:2:3")});
  CHECK(texts(story.hosts.at(0)) ==
        Lines{line(std::string(steady) + "/64 2001:db8:9:0:91aa:1:2:3/128")});
}

TEST_CASE(
    "a prefix length is that of a router's interface, then of a listed subnet, else unknown") {
  Story story;
  story.run({arp(A, "10.20.9.17")});
  CHECK(texts(story.hosts.at(0)) == Lines{line("10.20.9.17/32")});  // 10.20.0.0/16 is an aggregate
  story.run({arp(A, "10.20.9.17"), own("vlan9", B, "10.20.8.1/22")}, 1);
  CHECK(texts(*host_with(story, A)) == Lines{line("10.20.9.17/22")});
  story.run({arp(A, "10.20.9.17")}, 2);  // nobody tells a better one
  CHECK(texts(*host_with(story, A)) == Lines{line("10.20.9.17/22")});
  story.run({arp(A, "10.20.4.17")}, 3);
  CHECK(texts(*host_with(story, A)) == Lines{line("10.20.4.17/24")});
}

TEST_CASE("the prefix length that an aggregate once gave is let go") {
  Story story;
  story.run({arp(A, "10.20.9.17")});
  story.hosts[0].observed.interfaces[0].addresses[0].prefix = 16;
  story.run({arp(A, "10.20.9.17")}, 1);
  CHECK(texts(story.hosts.at(0)) == Lines{line("10.20.9.17/32")});
}
