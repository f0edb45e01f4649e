#include <catch2/catch.hpp>

#include "correlate/records/system.h"
#include "world.h"

using namespace muster;
using namespace muster::test;

namespace {

using Words = std::vector<std::string>;

Record machine(const std::string& id, const std::string& name, const std::string& serial = "",
               const std::string& mac = "") {
  Record out;
  out.kind = "host";
  out.id = id;
  out.name = name;
  out.serial = serial;
  if (!mac.empty()) out.macs = {*parse_mac(mac)};
  return out;
}

Record with_system(Record record, const std::string& platform) {
  record.attributes["platform"].text = platform;
  return record;
}

// What a connector told, beside the rows of a router.
Observation beside(const std::string& source, std::vector<Record> records,
                   Answer answer = Answer::whole) {
  Observation out = observation("connector:" + source, {});
  out.answer = answer;
  out.records = std::move(records);
  return out;
}

DeviceFact web1(const std::string& platform = "", const std::string& serial = "SN0001") {
  DeviceFact out = own("eth0", A, "10.20.4.17", serial);
  out.names = {{"web1", NameSource::device}};
  out.product = {"Dell Inc.", "", serial, platform};
  return out;
}

Story with_connectors() {
  Story story;
  story.config.sites["berlin"].domain = "berlin.example";
  for (const char* name : {"foreman", "puppet"}) {
    story.config.sources.push_back({.name = name, .site = "berlin", .settings = ConnectorConfig{}});
  }
  return story;
}

// web1 as the router has it, and what connectors know of it.
const Observed& seen(Story& story, std::vector<Observation> known, int number = 0,
                     const DeviceFact& row = web1()) {
  known.insert(known.begin(), observation("mikrotik:core", {row}));
  story.run(known, number);
  REQUIRE(story.hosts.size() == 1);
  return story.hosts[0].observed;
}

}  // namespace

TEST_CASE("operating systems are the same in the words of different sources") {
  CHECK(same_system("Debian 12.5", "Debian GNU/Linux 12 (bookworm)"));
  CHECK(same_system("Debian GNU/Linux 12 (64-bit)", "Linux"));
  CHECK(same_system("Ubuntu Linux (64-bit)", "Ubuntu 22.04"));
  CHECK(same_system("Microsoft Windows Server 2016 or later (64-bit)", "windows 2022"));
  CHECK(same_system("CentOS 4/5/6/7 (64-bit)", "CentOS 7.9"));
  CHECK(same_system("something of its own", "Debian 12"));
  CHECK_FALSE(same_system("Debian 11", "Debian 12"));
  CHECK_FALSE(same_system("Red Hat Enterprise Linux 9", "Rocky Linux 9.3"));
  CHECK_FALSE(same_system("Windows Server 2019", "Linux"));
}

TEST_CASE("a link of a source that knows the host stands in its file as long as that is heard") {
  Story story = with_connectors();
  Record known = machine("7", "web1.berlin.example");
  known.link = "https://foreman.example/hosts/web1";
  const auto links = [&](const Observed& host) {
    Words out;
    for (const PageLink& one : host.links) out.push_back(one.source + " " + one.url);
    return out;
  };
  const Words linked{"connector:foreman https://foreman.example/hosts/web1"};
  CHECK(links(seen(story, {beside("foreman", {known})})) == linked);
  CHECK(links(seen(story, {beside("foreman", {}, Answer::partial)}, 1)) == linked);
  CHECK(links(seen(story, {failed(beside("foreman", {}))}, 2)) == linked);
  CHECK(links(seen(story, {}, 3)) == linked);
  CHECK(links(seen(story, {beside("foreman", {})}, 4)).empty());
  known.link = "javascript:alert(1)";
  CHECK(links(seen(story, {beside("foreman", {known})}, 5)).empty());
}

TEST_CASE("records are of a host by serial number, MAC, name in full and name in the site") {
  Story story = with_connectors();
  const auto linked = [](Record record) {
    record.link = "https://x.example/" + record.id;
    return record;
  };
  Record volume = machine("5", "web1");
  volume.kind = "volume";
  Record address = machine("6", "other");
  address.addresses = {cidr("10.20.4.17/24")};
  const Observed& host = seen(
      story, {beside("foreman",
                     {linked(machine("1", "x", "sn0001")), linked(machine("2", "y", "", A)),
                      linked(machine("3", "WEB1.berlin.example")), linked(machine("4", "web1")),
                      linked(volume), linked(address), linked(machine("7", "web1.paris.example")),
                      linked(machine("8", "db1", "To be filled by O.E.M."))})});
  Words found;
  for (const PageLink& one : host.links) found.push_back(one.url.substr(one.url.rfind('/') + 1));
  CHECK(found == Words{"1", "2", "3", "4", "7"});
}

TEST_CASE("a MAC that two records of one source have proves nothing") {
  Story story = with_connectors();
  Record one = machine("1", "a", "", A), other = machine("2", "b", "", A);
  one.link = other.link = "https://x.example/";
  CHECK(seen(story, {beside("foreman", {one, other})}).links.empty());
  CHECK(seen(story, {beside("foreman", {one}), beside("puppet", {other})}).links.size() == 2);
}

TEST_CASE("systems that sources tell differently are told with the sources, until a person says") {
  Story story = with_connectors();
  const auto known = [] {
    return std::vector{
        beside("foreman", {with_system(machine("1", "web1.berlin.example"), "Debian 11")}),
        beside("puppet", {with_system(machine("2", "web1.berlin.example"), "Debian 12.5")})};
  };
  const Observed& host = seen(story, known(), 0, web1("Debian 12"));
  CHECK(host.platform == "Debian 12");
  CHECK(host.told == std::vector<Telling>{{"platform", "connector:foreman", "Debian 11"},
                                          {"platform", "connector:puppet", "Debian 12.5"},
                                          {"platform", "mikrotik:core", "Debian 12"}});
  CHECK(host.attention == Words{"platform-conflict"});
  const Observed before = host;
  CHECK(seen(story, known(), 1, web1("Debian 12")) == before);
  story.hosts[0].overrides.platform = "Debian 12";
  CHECK(seen(story, known(), 2, web1("Debian 12")).attention.empty());
}

TEST_CASE("a source that fails takes no conflict away, and one that was mended does") {
  Story story = with_connectors();
  const auto foreman = [](const char* told) {
    return beside("foreman", {with_system(machine("1", "web1.berlin.example"), told)});
  };
  const Observed before = seen(story, {foreman("Debian 11")}, 0, web1("Debian 12"));
  CHECK(before.attention == Words{"platform-conflict"});
  CHECK(seen(story, {failed(foreman("Debian 11"))}, 1, web1("Debian 12")) == before);
  CHECK(seen(story, {beside("foreman", {}, Answer::partial)}, 2, web1("Debian 12")) == before);
  const Observed& mended = seen(story, {foreman("Debian 12.1")}, 3, web1("Debian 12"));
  CHECK(mended.attention.empty());
  CHECK(mended.told.empty());
}

TEST_CASE("of sources that differ the first of the policy counts, also while it is silent") {
  Story story = with_connectors();
  story.config.policy.fields["platform"].first = {"puppet", "foreman"};
  const auto puppet = beside("puppet", {with_system(machine("2", "web1"), "Debian 12.5")});
  const auto foreman = beside("foreman", {with_system(machine("1", "web1"), "Debian 11")});
  CHECK(seen(story, {foreman, puppet}, 0, web1("RouterOS 7")).platform == "Debian 12.5");
  CHECK(seen(story, {foreman, failed(puppet)}, 1, web1("RouterOS 7")).platform == "Debian 12.5");
  CHECK(seen(story, {foreman, beside("puppet", {})}, 2, web1("RouterOS 7")).platform ==
        "Debian 11");
}

TEST_CASE("the newest word counts when it is newer by more than a day") {
  Story story = with_connectors();
  story.config.policy.fields["platform"].newest = true;
  const auto heard = [](const char* source, const char* id, const char* platform, int number) {
    Record one = with_system(machine(id, "web1"), platform);
    one.heard = Time(day(number));
    return beside(source, {one});
  };
  CHECK(
      seen(story, {heard("foreman", "1", "Debian 11", 5), heard("puppet", "2", "Debian 12", 3)}, 6)
          .platform == "Debian 11");
  CHECK(
      seen(story, {heard("foreman", "1", "Debian 11", 5), heard("puppet", "2", "Debian 12", 6)}, 7)
          .platform == "Debian 11");
  CHECK(
      seen(story, {heard("foreman", "1", "Debian 11", 5), heard("puppet", "2", "Debian 12", 8)}, 9)
          .platform == "Debian 12");
}

TEST_CASE("what no row tells is taken from a record, and follows it") {
  Story story = with_connectors();
  const auto told = [](const char* platform) {
    return beside("foreman", {with_system(machine("1", "web1"), platform)});
  };
  CHECK(seen(story, {told("Debian 11")}).platform == "Debian 11");
  CHECK(seen(story, {failed(told("Debian 11"))}, 1).platform == "Debian 11");
  CHECK(seen(story, {told("Debian 12")}, 2).platform == "Debian 12");
  CHECK(seen(story, {told("Debian 12")}, 3, web1("Debian 12.9")).platform == "Debian 12.9");
}

TEST_CASE("one name with two serial numbers, and one serial number with two names") {
  Story story = with_connectors();
  const Observed serials = seen(story, {beside("foreman", {machine("1", "web1", "SN0002")})});
  CHECK(serials.serial == "SN0001");
  CHECK(serials.attention == Words{"serial-conflict"});
  CHECK(serials.told == std::vector<Telling>{{"serial", "connector:foreman", "SN0002"},
                                             {"serial", "mikrotik:core", "SN0001"}});
  const Observed names = seen(story, {beside("foreman", {machine("1", "web01", "SN0001")})}, 1);
  CHECK(names.attention == Words{"serial-names"});
  CHECK(names.told == std::vector<Telling>{{"name", "connector:foreman", "web01"},
                                           {"name", "mikrotik:core", "web1"}});
  story.hosts[0].name = "web1";
  CHECK(seen(story, {beside("foreman", {machine("1", "web01", "SN0001")})}, 2).attention.empty());
}

TEST_CASE("what one source lost sight of long ago and another sees is worth a look") {
  Story story = with_connectors();
  const auto heard = [](int number) {
    Record one = machine("1", "web1");
    one.heard = Time(day(number));
    one.stale = true;
    return beside("puppet", {one});
  };
  CHECK(seen(story, {heard(1)}, 10).attention.empty());
  CHECK(seen(story, {heard(1)}, 16).attention == Words{"stale-in:connector:puppet"});
  CHECK(seen(story, {failed(heard(1))}, 17).attention == Words{"stale-in:connector:puppet"});
  CHECK(seen(story, {heard(17)}, 18).attention.empty());
}

TEST_CASE("the owner that a source tells is a tenant where the policy says which") {
  Story story = with_connectors();
  story.config.policy.tenants = {{"Finance department", "finance"}};
  Record known = machine("1", "web1");
  known.attributes["tenant"].text = "Finance department";
  CHECK(seen(story, {beside("foreman", {known})}).tenant == "finance");
  CHECK(seen(story, {failed(beside("foreman", {known}))}, 1).tenant == "finance");
  known.attributes["tenant"].text = "Somebody else";
  CHECK(seen(story, {beside("foreman", {known})}, 2).tenant.empty());
}
