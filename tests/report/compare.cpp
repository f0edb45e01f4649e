#include "report/compare/compare.h"

#include <fmt/core.h>

#include <array>
#include <catch2/catch.hpp>

#include "report/host_scene.h"

using namespace muster;
using namespace muster::test;

namespace {

const std::array<KindTraits, 3> compared_kinds{{
    {"device", "device", "devices", OnAbsent::retire, {}},
    {"interface", "interface", "interfaces", OnAbsent::keep, {}},
    {"ip-address", "address", "addresses", OnAbsent::keep, {}},
}};

Resource device(const std::string& host, const std::string& name, const std::string& serial) {
  Resource out;
  out.kind = "device";
  out.key = Key("device", host);
  out.label = name;
  out.natural = "device/berlin/" + name;
  out.site = "berlin";
  out.host = host;
  out.fields = {{"name", name}, {"serial", serial}, {"muster_id", host}};
  return out;
}

Resource address(const Resource& on, const std::string& text) {
  Resource out;
  out.kind = "ip-address";
  out.key = Key("ip", text);
  out.label = text;
  out.natural = "ip/" + text;
  out.site = on.site;
  out.host = on.host;
  out.owner = on.key;
  out.fields = {{"address", text}};
  return out;
}

Resource there(Resource resource, const std::string& native) {
  resource.native = native;
  resource.host = "";
  resource.key = Key(resource.kind, native);
  return resource;
}

struct Two {
  std::vector<Resource> desired;
  Snapshot actual;
  std::vector<NetboxObject> objects;
  Inventory inventory;
  Config config;

  // "here device web1; differs device web1 serial", with what is known besides in parentheses.
  std::string told() const {
    std::vector<KindTraits> kinds(compared_kinds.begin(), compared_kinds.end());
    kinds[0].marks = {"muster_id"};
    const Comparison found = compare_sides({desired, actual, kinds, objects, inventory, config});
    std::string text =
        fmt::format("{}/{}/{}/{}:", found.here, found.there, found.differing, found.same);
    for (const Difference& row : found.rows) {
      text += fmt::format(" {} {} {}{}", word(row.side), row.kind, row.label,
                          row.field.empty() ? "" : " " + row.field);
      if (!row.why.empty()) text += " (" + row.why + ")";
      text += ";";
    }
    return text;
  }
};

}  // namespace

TEST_CASE("what is alike but for muster's own marks is no difference") {
  Two two;
  two.desired = {device("a", "web1", "S1")};
  two.actual.resources = {there(device("", "web1", "S1"), "7")};
  two.objects = {{"device", "7", "web1", "berlin", "", ""}};
  CHECK(two.told() == "0/0/0/1:");
}

TEST_CASE("a field that differs is told with both values, and once a thing in the counts") {
  Two two;
  two.desired = {device("a", "web1", "S1")};
  two.desired[0].fields["status"] = std::string("active");
  two.actual.resources = {there(device("", "web1", "S2"), "7")};
  CHECK(two.told() == "0/0/1/0: differs device web1 serial; differs device web1 status;");
}

TEST_CASE("a field that is left to people is no difference, unless nothing is there") {
  Two two;
  two.desired = {device("a", "web1", "S1")};
  two.desired[0].yields = {"serial"};
  two.actual.resources = {there(device("", "web1", "S2"), "7")};
  CHECK(two.told() == "0/0/0/1:");
  two.actual.resources[0].fields.erase("serial");
  CHECK(two.told() == "0/0/1/0: differs device web1 serial;");
}

TEST_CASE("what belongs to a device that is only here is not told once more") {
  Two two;
  two.desired = {device("a", "web1", "S1")};
  two.desired.push_back(address(two.desired[0], "10.0.0.1/24"));
  CHECK(two.told() == "1/0/0/0: here device web1;");
}

TEST_CASE("an address that a device lacks there is only here") {
  Two two;
  two.desired = {device("a", "web1", "S1")};
  two.desired.push_back(address(two.desired[0], "10.0.0.1/24"));
  two.actual.resources = {there(device("", "web1", "S1"), "7")};
  CHECK(two.told() == "1/0/0/1: here address 10.0.0.1/24;");
}

TEST_CASE("what is only there says what is known of it, and why a namesake here is not it") {
  Two two;
  two.inventory = inventory_of({{"old", {"10.0.0.9/24"}, {}, "berlin", State::gone}, {"toaster"}});
  two.objects = {{"device", "1", "OLD", "berlin", "", ""},
                 {"device", "2", "toaster", "berlin", "", ""},
                 {"device", "3", "lost", "berlin", "", "zzzzzzzzzz"},
                 {"ip-address", "1", "10.0.0.8/24", "berlin", "router", ""},
                 {"ip-address", "2", "10.0.0.9/16", "berlin", "", ""}};
  CHECK(two.told() ==
        "0/5/0/0: there address 10.0.0.8/24 (on router); there address 10.0.0.9/16 (gone here); "
        "there device OLD (gone here); there device lost (muster's, of the host zzzzzzzzzz); there "
        "device toaster (here classified as );");
}
