#include <catch2/catch.hpp>

#include "netbox_lab.h"
#include "target/netbox/client.h"
#include "target/netbox/write/refusal.h"

using namespace muster;
using namespace muster::test;

namespace {

netbox::Refusal refusal(int status, const std::string& body) {
  Response response;
  response.status = status;
  response.reason = "Bad Request";
  response.body = body;
  return netbox::decode_refusal(response);
}

std::string header_of(const std::string& token) {
  return netbox::headers_of(Secret(token)).front().value.reveal();
}

}  // namespace

TEST_CASE("refusals of NetBox up to 4.6 name the item of a list by its place") {
  const auto got = refusal(400, R"([{}, {"name": ["already used", "too long"]}, {}])");
  CHECK(got.by_index == std::map<size_t, std::string>{{1, "name: already used; too long"}});
  CHECK(got.by_id.empty());
}

TEST_CASE("refusals of NetBox up to 4.6 may name no item at all") {
  const auto got = refusal(400, R"({"non_field_errors": ["name must be unique"]})");
  CHECK(got.by_index.empty());
  CHECK(got.sentence == "name must be unique");
}

TEST_CASE("refusals of NetBox 4.7 name every bad item") {
  const auto created = refusal(
      400, R"({"detail":"1 failed","errors":[{"index":2,"errors":{"__all__":["duplicate"]}}]})");
  CHECK(created.by_index == std::map<size_t, std::string>{{2, "duplicate"}});
  const auto changed = refusal(
      400,
      R"({"detail":"1 failed","errors":[{"id":7,"errors":{"status":["\"x\" is no choice"]}}]})");
  CHECK(changed.by_id == std::map<long long, std::string>{{7, "status: \"x\" is no choice"}});
}

TEST_CASE("a lost race and a page of a proxy are told in the server's words") {
  CHECK(refusal(500, R"({"error":"duplicate key value","exception":"IntegrityError"})").sentence ==
        "duplicate key value");
  CHECK(refusal(502, "<html>").sentence == "502 Bad Request");
}

TEST_CASE("the form of a token says how it is sent") {
  CHECK(header_of("nbt_abc.def\n") == "Bearer nbt_abc.def");
  CHECK(header_of("0123") == "Token 0123");
}

TEST_CASE("a NetBox below 4.2 is refused") {
  CHECK_FALSE(netbox::parse_version("4.1.11").at_least(4, 2));
  CHECK(netbox::parse_version("4.10.0-beta1").at_least(4, 7));
  CHECK(netbox::parse_version("5.0").at_least(4, 7));
}

TEST_CASE("one bad object is reported with what needs it, and the rest is written") {
  const std::string version = GENERATE("4.4.10", "4.7.2");
  Lab lab(version);
  World world(lab.url);
  world.put_class("broken", Becomes::device).status = "asleep";
  for (int i = 0; i < 9; ++i) {
    const std::string n = std::to_string(i);
    world.add("aaaaaaaaa" + n, "host" + n, i == 4 ? "broken" : "switch",
              {World::port("e0", "dc:2c:6e:00:00:0" + n, {"10.0.0.1" + n + "/24"})});
  }
  const auto operations = world.plan();
  const auto outcomes = world.apply(operations);
  std::string bad;
  for (size_t i = 0; i < outcomes.size(); ++i) {
    if (outcomes[i].result == Result::done) continue;
    CHECK(operations[i].host == "aaaaaaaaa4");
    bad += operations[i].key.text() +
           (outcomes[i].result == Result::failed ? " failed\n" : " skipped\n");
  }
  CHECK(bad ==
        "device:aaaaaaaaa4 failed\n"
        "interface:aaaaaaaaa4/e0 skipped\n"
        "mac:aaaaaaaaa4/e0/DC:2C:6E:00:00:04 skipped\n"
        "ip:10.0.0.14 skipped\n"
        "primary-mac:aaaaaaaaa4/e0 skipped\n"
        "primary-ip:aaaaaaaaa4 skipped\n");
}

TEST_CASE("what is not ours is a collision until it is adopted") {
  Lab lab("4.6.8");
  World theirs(lab.url);
  theirs.add("aaaaaaaaaa", "SW1", "switch",
             {World::port("e0", "dc:2c:6e:00:00:01", {"10.0.0.1/24"})});
  theirs.apply(theirs.plan());
  // The mark taken away, as if a person had made these objects.
  std::vector<Operation> unmark;
  for (const Resource& there : theirs.read().resources) {
    if (!there.owned || there.kind.str().starts_with("primary")) continue;
    Operation one;
    one.op = Op::update;
    one.kind = there.kind;
    one.key = there.key;
    one.native = there.native;
    one.changes.push_back({"muster_id", there.host, {}, Cause::repo, "", {}});
    unmark.push_back(one);
  }
  CHECK(troubles(theirs.apply(unmark)) == "");

  World world(lab.url);
  world.add("cccccccccc", "sw1", "switch",
            {World::port("e0", "dc:2c:6e:00:00:01", {"10.0.0.1/24"})});
  for (const Operation& one : world.plan()) {
    INFO(one.key.text());
    CHECK(one.op == Op::keep);
  }
  world.files[0]->host.adopt = true;
  for (const Operation& one : world.plan()) {
    INFO(one.key.text());
    CHECK((one.op == Op::update || one.kind.str().starts_with("primary")));
  }
  CHECK(troubles(world.apply(world.plan())) == "");
  CHECK(shown(world.plan()) == "");
}

TEST_CASE("a custom field of an older muster is made to cover the kinds that came since") {
  const std::string version = GENERATE("4.2.9", "4.7.2");
  INFO(version);
  Lab lab(version);
  World world(lab.url);
  world.add("aaaaaaaaaa", "SW1", "switch",
            {World::port("e0", "dc:2c:6e:00:00:01", {"10.0.0.1/24"})});
  auto older = world.plan();
  std::erase_if(older, [](const Operation& one) { return one.kind != "custom-field"; });
  REQUIRE(older.size() == 1);
  older[0].after["object_types"] = std::vector<std::string>{"dcim.device", "dcim.site"};
  CHECK(troubles(world.apply(older)) == "");

  const auto operations = world.plan();
  const std::string lines = shown(operations);
  CHECK(lines.substr(0, lines.find("create manufacturer")) ==
        "create tag:muster\n"
        "update custom-field:muster_id object_types=[\"dcim.device\",\"dcim.site\"]>"
        "[\"dcim.device\",\"dcim.site\",\"virtualization.virtualmachine\",\"dcim.interface\","
        "\"virtualization.vminterface\",\"dcim.macaddress\",\"ipam.ipaddress\"]\n");
  CHECK(troubles(world.apply(operations)) == "");
  CHECK(shown(world.plan()) == "");
}

TEST_CASE("deleting what somebody else deleted meanwhile is done") {
  const std::string version = GENERATE("4.2.9", "4.7.2");
  INFO(version);
  Lab lab(version);
  World world(lab.url);
  world.add("aaaaaaaaaa", "SW1", "switch",
            {World::port("e0", "dc:2c:6e:00:00:01", {"10.0.0.1/24"})});
  CHECK(troubles(world.apply(world.plan())) == "");
  world.base = world.last_desired;
  world.absent["aaaaaaaaaa"] = {.why = "gone", .known_at_base = true};
  world.files.clear();
  CHECK(troubles(world.apply(world.plan())) == "");
  world.prune = Prune::remove;
  auto removal = world.plan();
  std::erase_if(removal, [](const Operation& one) { return one.op != Op::remove; });
  REQUIRE_FALSE(removal.empty());
  CHECK(troubles(world.apply(removal)) == "");
  for (const Outcome& again : world.apply(removal)) CHECK(again.result == Result::done);
}

// 3,334 devices and 6,666 virtual machines in 4 + 7 pages, as many of interfaces, 10 of MACs and 10
// of addresses; and the version, the custom field, the clusters and how many marks there are.
TEST_CASE("10,000 hosts with nothing to do take their 42 pages and 4 requests", "[.slow]") {
  Lab lab("4.6.8");
  World world(lab.url);
  for (int i = 0; i < 10'000; ++i) {
    char id[16], mac[24], address[24];
    std::snprintf(id, sizeof id, "h%09d", i);
    std::snprintf(mac, sizeof mac, "dc:2c:6e:00:%02x:%02x", i / 250, i % 250 + 1);
    std::snprintf(address, sizeof address, "10.0.%d.%d/16", i / 250, i % 250 + 1);
    world.add(id, "n" + std::to_string(i), i % 3 ? "server" : "switch",
              {World::port("e0", mac, {address})});
  }
  const auto first = world.plan();
  CHECK(troubles(world.apply(first)) == "");
  CHECK(shown(world.plan()) == "");
  INFO(world.last.requests << " requests, " << world.last.objects << " objects");
  CHECK(world.last.requests == 46);
}
