// Which of several addresses stands for a host.
#include <catch2/catch.hpp>

#include "world.h"

using namespace muster;
using namespace muster::test;
using Texts = std::vector<std::string>;

namespace {

Texts primary(const Story& story) {
  Texts out;
  for (const Cidr& one : story.hosts.at(0).observed.primary) out.push_back(render(one));
  return out;
}

}  // namespace

TEST_CASE("where there is one address of a family nothing is to be chosen") {
  Story story;
  story.run({arp(A, "10.20.4.17"), arp(A, "2001:db8:4::17")});
  CHECK(primary(story).empty());
}

TEST_CASE("the address that stood for the host stays when a lower one comes") {
  Story story;
  story.run({arp(A, "10.20.4.17")});
  story.run({arp(A, "10.20.4.17"), arp(A, "10.20.4.5")}, 1);
  CHECK(primary(story) == Texts{"10.20.4.17/24"});
  const auto before = story.hosts;
  story.run({arp(A, "10.20.4.5")}, 2);
  CHECK(story.hosts == before);
}

TEST_CASE("a static lease says which address stands for the host") {
  Story story;
  story.run({arp(A, "10.20.4.5"), reserved(A, "10.20.4.17", "web1")});
  CHECK(primary(story) == Texts{"10.20.4.17/24"});
  story.run({arp(A, "10.20.4.5"), arp(A, "10.20.4.17")}, 1);
  CHECK(primary(story) == Texts{"10.20.4.17/24"});
  story.run({reserved(A, "10.20.4.5", "web1"), arp(A, "10.20.4.17")}, 2);
  CHECK(primary(story) == Texts{"10.20.4.5/24"});
}

TEST_CASE("of addresses that are new the one that most sources tell stands for the host") {
  Story story;
  story.run({observation("mikrotik:core", {arp(A, "10.20.4.5"), arp(A, "10.20.4.17")}),
             observation("sweep:lan", {arp(A, "10.20.4.17")})});
  CHECK(primary(story) == Texts{"10.20.4.17/24"});
}

TEST_CASE("of addresses that are equally known the lowest stands for the host, one a family") {
  Story story;
  story.run({arp(A, "10.20.4.18"), arp(A, "10.20.4.17"), arp(A, "2001:db8:4::18"),
             arp(A, "2001:db8:4::17")});
  CHECK(primary(story) == Texts{"10.20.4.17/24", "2001:db8:4::17/64"});
}
