// Hosts across routers: an address that answered, joined to the MAC that a router knows for it.
#include <catch2/catch.hpp>

#include "core/hash.h"
#include "world.h"

using namespace muster;
using namespace muster::test;
using Texts = std::vector<std::string>;

namespace {

ProbeFact probe(const std::string& address, const std::string& name = "") {
  ProbeFact out{cidr(address), {}};
  if (!name.empty()) out.names.push_back({name, NameSource::ptr});
  return out;
}

Observation sweep(const std::vector<Told>& rows) {
  Observation out = observation("sweep:far", rows);
  out.complete = {FactKind::probe};
  return out;
}

Story story_with_sweep() {
  Story story;
  SourceConfig source;
  source.settings = SweepConfig{};
  source.name = "far";
  source.site = "berlin";
  story.config.sources.push_back(source);
  return story;
}

}  // namespace

TEST_CASE("an address that answered a probe joins the host that a router's ARP table has for it") {
  Story story = story_with_sweep();
  story.run({observation("mikrotik:core", {arp(A, "10.20.4.17"), arp(B, "10.20.4.18")}),
             sweep({probe("10.20.4.17", "www.berlin.example")})});
  REQUIRE(story.hosts.size() == 2);
  const auto found = std::find_if(story.hosts.begin(), story.hosts.end(), [](const Host& host) {
    return host.id == short_id("mac:berlin/00:11:32:00:00:0a");
  });
  REQUIRE(found != story.hosts.end());
  CHECK(found->observed.name == "www");
  CHECK(found->observed.identity == Texts{"mac:00:11:32:00:00:0a"});
  CHECK(texts(*found) == Texts{"eth0 00:11:32:00:00:0a 10.20.4.17/24"});
  CHECK(found->observed.sources == Texts{"mikrotik:core", "sweep:far"});
  CHECK(story.last.written == 3);
  CHECK(story.last.explained.empty());
  CHECK(story.last.unaccounted() == 0);
}

TEST_CASE("a probe alone makes no host and is explained") {
  Story story = story_with_sweep();
  story.run({sweep({probe("10.20.4.17"), probe("2001:db8:4::17")})});
  CHECK(story.hosts.empty());
  CHECK(story.last.explained ==
        std::map<std::string, size_t>{{"answers a probe, and no source tells its MAC", 2}});
  CHECK(story.last.unaccounted() == 0);
}

TEST_CASE("a probe of an address that two MACs claim proves neither") {
  Story story = story_with_sweep();
  story.run({observation("mikrotik:core", {arp(A, "10.20.4.17"), arp(B, "10.20.4.17")}),
             sweep({probe("10.20.4.17", "www.berlin.example")})});
  REQUIRE(story.hosts.size() == 2);
  for (const Host& host : story.hosts) {
    CHECK(host.observed.names.empty());
    CHECK(host.observed.sources == Texts{"mikrotik:core"});
    CHECK(host.observed.attention == Texts{"ip-conflict"});
  }
  CHECK(story.last.unaccounted() == 0);
}

TEST_CASE("a probe of another site's address joins nothing") {
  Story story = story_with_sweep();
  Observation far = sweep({probe("10.20.4.17")});
  far.site = "paris";
  story.run({observation("mikrotik:core", {arp(A, "10.20.4.17")}), far});
  REQUIRE(story.hosts.size() == 1);
  CHECK(story.hosts[0].observed.sources == Texts{"mikrotik:core"});
  CHECK(story.last.unaccounted() == 0);
}

TEST_CASE("a probe keeps a host from being gone, and one without an answer does not") {
  Story story = story_with_sweep();
  const auto router = observation("mikrotik:core", {arp(A, "10.20.4.17")});
  const auto nobody = observation("mikrotik:core", {});
  story.run({router, sweep({probe("10.20.4.17")})});
  story.run({router, sweep({probe("10.20.4.17")})}, 20);
  story.run_days({nobody, sweep({})}, 21, 34);
  REQUIRE(story.hosts.size() == 1);
  CHECK(story.hosts[0].observed.state == State::present);
  story.run({nobody, sweep({})}, 34);
  CHECK(story.hosts[0].observed.state == State::gone);
}

TEST_CASE("LLMNR names stand between mDNS and NetBIOS") {
  Story story = story_with_sweep();
  ArpFact seen = arp(A, "10.20.4.17");
  seen.names = {{"n", NameSource::netbios}, {"l", NameSource::llmnr}, {"m", NameSource::mdns}};
  story.run({seen});
  REQUIRE(story.hosts.size() == 1);
  CHECK(story.hosts[0].observed.names == std::vector<NameCandidate>{{"m", NameSource::mdns},
                                                                    {"l", NameSource::llmnr},
                                                                    {"n", NameSource::netbios}});
}
