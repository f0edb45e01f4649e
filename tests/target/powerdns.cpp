// Against a real PowerDNS.
#include "powerdns_scene.h"

namespace muster::powerdns_test {

TEST_CASE("PowerDNS: records come, change, are renamed and go, and a second plan is empty") {
  if (without_powerdns()) return;
  PowerDns scene;
  const std::vector<ZoneRecord> first{a("web1", "10.20.4.17"), ptr("web1", "10.20.4.17"),
                                      a("db1", "10.20.4.18")};
  REQUIRE(all_done(scene.reconcile(first)));
  CHECK(scene.actual.version == "4.7.3");
  CHECK(scene.served("web1.berlin.example", "A") == std::vector<std::string>{"10.20.4.17"});
  CHECK(scene.served("17.4.20.10.in-addr.arpa", "PTR") ==
        std::vector<std::string>{"web1.berlin.example"});
  CHECK(scene.reconcile(first).empty());
  REQUIRE(all_done(scene.reconcile({a("web2", "10.20.4.17", 60), ptr("web2", "10.20.4.17")})));
  REQUIRE(scene.operations.size() == 3);
  CHECK(scene.served("web1.berlin.example", "A").empty());
  CHECK(scene.served("web2.berlin.example", "A") == std::vector<std::string>{"10.20.4.17"});
  CHECK(scene.served("db1.berlin.example", "A").empty());
  CHECK(scene.reconcile({a("web2", "10.20.4.17", 60), ptr("web2", "10.20.4.17")}).empty());
}

TEST_CASE("PowerDNS: an alias is a CNAME, and may become a host and an alias again") {
  if (without_powerdns()) return;
  PowerDns scene;
  const ZoneRecord alias{
      "www.berlin.example", "CNAME", "web1.berlin.example", 300, "7k2m9qx4td", "berlin", true};
  const ZoneRecord host = a("www", "10.20.4.30");
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.17"), alias})));
  CHECK(scene.served("www.berlin.example", "CNAME") ==
        std::vector<std::string>{"web1.berlin.example"});
  CHECK(scene.reconcile({a("web1", "10.20.4.17"), alias}).empty());
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.17"), host})));
  CHECK(scene.served("www.berlin.example", "A") == std::vector<std::string>{"10.20.4.30"});
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.17"), alias})));
  CHECK(scene.served("www.berlin.example", "CNAME") ==
        std::vector<std::string>{"web1.berlin.example"});
}

TEST_CASE("PowerDNS: what people made stays, and their names are collisions") {
  if (without_powerdns()) return;
  PowerDns scene;
  scene.person("web1.berlin.example.", "A", "10.9.9.9");
  scene.person("db1.berlin.example.", "AAAA", "2001:db8::9");
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.17"), a("db1", "10.20.4.18")})));
  CHECK(scene.served("web1.berlin.example", "A") == std::vector<std::string>{"10.9.9.9"});
  CHECK(scene.served("db1.berlin.example", "AAAA") == std::vector<std::string>{"2001:db8::9"});
  CHECK(scene.served("db1.berlin.example", "A") == std::vector<std::string>{"10.20.4.18"});
  CHECK(scene.operations.back().reason ==
        "collision: record A web1.berlin.example is held by A 10.9.9.9 in zone berlin.example, "
        "which is not muster's; rename the host or remove that record");
  const ZoneRecord far{"web1.far.example", "A", "10.20.4.17", 300, "7k2m9qx4td", "berlin"};
  scene.plan({far});
  CHECK(scene.operations.back().reason ==
        "collision: record A web1.far.example is in no zone of the server; create its zone there");
}

TEST_CASE("PowerDNS: a zone that changed since the plan is not written") {
  if (without_powerdns()) return;
  PowerDns scene;
  scene.plan({a("web1", "10.20.4.17"), ptr("web1", "10.20.4.17")});
  scene.person("other.berlin.example.", "A", "10.9.9.9");
  const auto outcomes = scene.apply();
  REQUIRE(outcomes.size() == 2);
  CHECK(render(outcomes[0].error.value()) ==
        "error: zone berlin.example changed since it was read\n"
        "  fix: run muster reconcile again\n");
  CHECK(outcomes[1].result == Result::done);
  CHECK(scene.served("web1.berlin.example", "A").empty());
}

TEST_CASE("PowerDNS: what the server refuses is told, and the rest goes on") {
  if (without_powerdns()) return;
  PowerDns scene;
  const ZoneRecord bad{
      "no_host!.berlin.example", "A", "not-an-address", 300, "7k2m9qx4td", "berlin"};
  const auto outcomes = scene.reconcile({a("web1", "10.20.4.17"), bad});
  REQUIRE(outcomes.size() == 2);
  CHECK(outcomes[0].result == Result::failed);
  CHECK_THAT(render(outcomes[0].error.value()),
             Catch::Contains("422") && Catch::Contains("unsupported characters"));
  CHECK(outcomes[1].result == Result::done);
  scene.secrets.set("key", Secret("wrong"));
  CHECK_THROWS_WITH(scene.plan({}), Catch::Contains("401"));
}

}  // namespace muster::powerdns_test
