// What rules of people decide, and what they never change.
#include <catch2/catch.hpp>

#include "config/rules.h"
#include "world.h"

using namespace muster;
using namespace muster::test;
using Texts = std::vector<std::string>;

namespace {

struct Ruled : Story {
  explicit Ruled(const std::string& text) { rule(text); }
  void rule(const std::string& text) {
    Diagnostics trouble;
    config.rules = read_rules("rules:\n" + text, "rules.yaml", trouble);
    CHECK(render(trouble) == "");
  }
  void see(const std::string& name, int on, const std::string& address = "10.20.4.1") {
    run({lease(A, address, name)}, on);
  }
  Host& host() { return hosts.at(0); }
};

constexpr auto approve =
    "  - {rule: mine, where: names ~ nas*, classification: server, approval: approved}\n";

}  // namespace

TEST_CASE("a rule approves what nothing is wrong with, and the file says which") {
  Ruled story(approve);
  story.see("nas", 0);
  CHECK(story.host().approval == Approval::approved);
  CHECK(story.host().classification == "server");
  CHECK(story.host().observed.proposed ==
        Proposal{"server", "mine", {"names nas"}, Approval::approved});
  const auto before = story.hosts;
  story.see("nas", 1);
  CHECK(story.hosts == before);
}

TEST_CASE("no rule, no approval") {
  Ruled story("  - {rule: mine, where: names ~ nas*, classification: server}\n");
  story.see("nas", 0);
  CHECK(story.host().approval == Approval::pending);
}

TEST_CASE("a rule does not approve a host without a name or with a mark for reviewers") {
  Ruled story(
      "  - {rule: mine, where: site = berlin, classification: server, approval: approved}\n");
  story.run({arp(A, "10.20.4.1"), lease(B, "10.20.4.2", "b"), lease(G, "10.20.4.2", "g")});
  REQUIRE(story.hosts.size() == 3);
  for (const Host& host : story.hosts) {
    CHECK(host.approval == Approval::pending);
    CHECK(host.observed.proposed.approval == Approval::pending);
  }
  story.run({lease(A, "10.20.4.1", "a"), lease(B, "10.20.4.2", "b"), lease(G, "10.20.4.3", "g")},
            1);
  for (const Host& host : story.hosts) CHECK(host.approval == Approval::approved);
}

TEST_CASE("two hosts that a rule would give one name are told and not approved") {
  Ruled story(
      "  - {rule: mine, where: site = berlin, classification: server, approval: approved, name: "
      "gw}\n");
  story.run({lease(A, "10.20.4.1", "a"), lease(B, "10.20.4.2", "b")});
  for (const Host& host : story.hosts) {
    CHECK(host.observed.name == "gw");
    CHECK(host.observed.attention == Texts{"name-conflict"});
    CHECK(host.approval == Approval::pending);
  }
  const auto before = story.hosts;
  story.run({lease(A, "10.20.4.1", "a"), lease(B, "10.20.4.2", "b")}, 1);
  CHECK(story.hosts == before);
}

TEST_CASE("a person who takes a rule's approval back is not overruled") {
  Ruled story(approve);
  story.see("nas", 0);
  story.host().approval = Approval::pending;
  story.see("nas", 1);
  CHECK(story.host().approval == Approval::pending);
  story.host().approval = Approval::rejected;
  story.see("nas", 2);
  CHECK(story.host().approval == Approval::rejected);
}

TEST_CASE("a person who changed the classification is not approved past") {
  Ruled story("  - {rule: mine, where: names ~ nas*, classification: server}\n");
  story.see("nas", 0);
  story.host().classification = "printer";
  story.rule(approve);
  story.see("nas", 1);
  CHECK(story.host().classification == "printer");
  CHECK(story.host().approval == Approval::pending);
}

TEST_CASE("a rule that goes leaves what it approved, and changes no other host") {
  Ruled story(approve);
  story.run({lease(A, "10.20.4.1", "nas"), lease(B, "10.20.4.2", "prn-1")});
  auto before = story.hosts;
  story.rule("  - {rule: other, where: names ~ prn*, classification: server}\n");
  story.run({lease(A, "10.20.4.1", "nas"), lease(B, "10.20.4.2", "prn-1")}, 1);
  for (size_t i = 0; i < 2; ++i) {
    const Host& now = story.hosts[i];
    CHECK(now.approval == before[i].approval);
    const bool nas = now.observed.name == "nas";
    CHECK(now.observed.proposed == (nas ? Proposal{"server", "server-names", {"names nas"}}
                                        : Proposal{"server", "other", {"names prn-1"}}));
    before[i].observed.proposed = now.observed.proposed;
    before[i].classification = now.classification;
    CHECK(now == before[i]);
  }
}

TEST_CASE("a rule rejects, gives a name and tags, and people's own stand above them") {
  Ruled story(
      "  - {rule: toys, where: names ~ toy*, classification: unknown, approval: rejected}\n"
      "  - {rule: gate, where: 'names = gate', classification: server, name: gw1, tags: [edge]}\n");
  story.see("toy-1", 0);
  CHECK(story.host().approval == Approval::rejected);
  Ruled other(
      "  - {rule: gate, where: 'names = gate', classification: server, name: gw1, tags: [edge]}\n");
  other.see("gate", 0);
  CHECK(effective_name(other.host()) == "gw1");
  CHECK(effective_tags(other.host()) == Texts{"edge"});
  other.host().name = "gw2";
  other.host().tags = {"core"};
  other.see("gate", 1);
  CHECK(effective_name(other.host()) == "gw2");
  CHECK(effective_tags(other.host()) == Texts{"core"});
  other.rule("  - {rule: none, where: names = nobody, classification: server}\n");
  other.see("gate", 2);
  CHECK(other.host().observed.name == "gate");
  CHECK(other.host().observed.proposed.tags == Texts{});
}

TEST_CASE("a name made to keep a search busy costs that host its rule and no other") {
  Ruled story("  - {rule: slow, where: 'names =~ \"^(a+)+$\"', classification: server}\n");
  story.run({lease(A, "10.20.4.1", std::string(60, 'a') + "!"), lease(B, "10.20.4.2", "aaa")});
  REQUIRE(story.hosts.size() == 2);
  std::multiset<std::string> rules;
  for (const Host& host : story.hosts) rules.insert(host.observed.proposed.rule);
  CHECK(rules == std::multiset<std::string>{"fallback", "slow"});
}
