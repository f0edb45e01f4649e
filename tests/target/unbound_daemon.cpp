// Against a real Unbound on a loopback port.
#include "dns_checks.h"
#include "unbound_scene.h"

namespace muster::unbound_test {

TEST_CASE("records are served after apply, and a second plan is empty") {
  if (skipped()) return;
  Scene scene;
  scene.start();
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.17"), ptr("web1", "10.20.4.17")})));
  CHECK(scene.served("web1.berlin.example", "A") == std::vector<std::string>{"10.20.4.17"});
  CHECK(scene.served("17.4.20.10.in-addr.arpa", "PTR") ==
        std::vector<std::string>{"web1.berlin.example"});
  CHECK(scene.reconcile({a("web1", "10.20.4.17"), ptr("web1", "10.20.4.17")}).empty());
  CHECK(scene.operations.empty());
}

TEST_CASE("what others declared and serve answers as before, whatever kind of zone it is") {
  if (skipped()) return;
  struct Neighbour {
    const char* server;  // lines of unbound.conf
    const char* name;
    const char* type;
    const char* zone;  // how list_local_zones shows the zone of the site; "" not at all
  };
  const Neighbour rows[] = {
      {"local-zone: \"berlin.example.\" redirect\nlocal-data: \"berlin.example. A 10.9.9.9\"",
       "any.berlin.example", "A", "redirect"},
      {"local-zone: \"berlin.example.\" static\nlocal-data: \"x.berlin.example. A 10.9.9.9\"",
       "x.berlin.example", "A", "static"},
      {"local-zone: \"berlin.example.\" transparent", "web1.berlin.example", "AAAA", "transparent"},
      {"local-zone: \"berlin.example.\" typetransparent", "web1.berlin.example", "AAAA",
       "typetransparent"},
      {"local-zone: \"berlin.example.\" refuse", "any.berlin.example", "A", "refuse"},
      {"local-zone: \"berlin.example.\" always_null", "any.berlin.example", "A", "always_null"},
      {"local-zone: \"example.\" redirect\nlocal-data: \"example. A 10.9.9.9\"",
       "any.berlin.example", "A", ""},
      {"local-zone: \"iot.berlin.example.\" static", "any.iot.berlin.example", "A",
       "typetransparent"},
      {"local-data: \"printer.berlin.example. A 10.9.9.9\"", "printer.berlin.example", "AAAA", ""},
      {"local-zone: \"63.10.in-addr.arpa.\" redirect\n"
       "local-data: \"63.10.in-addr.arpa. PTR x.example.\"",
       "9.9.63.10.in-addr.arpa", "PTR", "typetransparent"},
      {"", "web1.berlin.example", "AAAA", "typetransparent"},
      {"", "upstream.berlin.example", "A", "typetransparent"},
      {"", "9.9.99.10.in-addr.arpa", "PTR", "typetransparent"},
  };
  for (const Neighbour& row : rows) {
    Scene scene;
    write(scene.folder / "zone",
          "@ 60 IN SOA ns.berlin.example. x.example. 1 60 60 60 60\n@ 60 IN NS ns\nns A 10.9.9.1\n"
          "web1 60 IN AAAA 2001:db8::9\nupstream 60 IN A 10.9.9.2\n");
    scene.write_config("server:\n" + std::string(row.server) +
                       "\nauth-zone:\n  name: berlin.example\n  for-downstream: yes\n"
                       "  zonefile: \"" +
                       (scene.folder / "zone").string() + "\"\n");
    scene.start();
    const auto before = scene.served(row.name, row.type);
    REQUIRE((before != std::vector<std::string>{"no answer"} || row.server[0] != 0));
    scene.reconcile({a("web1", "10.63.4.17"), ptr("web1", "10.63.4.17")});
    INFO(row.server << " / " << row.name);
    CHECK(scene.served(row.name, row.type) == before);
    SystemRunner control{test::real_time()};
    const Output zones = control.run(
        {{"unbound-control", "-c", scene.config.config, "list_local_zones"}, "", ""}, {});
    const size_t at = ("\n" + zones.out).find("\nberlin.example. ");
    const std::string line = at == std::string::npos ? "" : zones.out.substr(at);
    CHECK((row.zone[0] == 0 ? at == std::string::npos
                            : line.starts_with("berlin.example. " + std::string(row.zone) + "\n")));
    CHECK(scene.reconcile({a("web1", "10.63.4.17"), ptr("web1", "10.63.4.17")}).empty());
  }
}

TEST_CASE("a name that a person's file holds is a collision with its place, and stops no other") {
  if (skipped()) return;
  Scene scene;
  write(
      scene.folder / "people.conf",
      "local-zone: \"berlin.example.\" static\nlocal-data: \"web1.berlin.example. A 10.9.9.9\"\n");
  scene.write_config("server:\n  include: \"" + scene.folder.string() + "/peo*.conf\"\n");
  scene.start();
  CHECK(all_done(scene.reconcile({a("web1", "10.20.4.17"), a("db1", "10.20.4.18")})));
  CHECK(scene.served("web1.berlin.example", "A") == std::vector<std::string>{"10.9.9.9"});
  CHECK(scene.served("db1.berlin.example", "A") == std::vector<std::string>{"10.20.4.18"});
  REQUIRE(scene.operations.size() == 2);
  CHECK(scene.operations.back().reason ==
        "collision: record A web1.berlin.example is held by " + scene.folder.string() +
            "/people.conf:2 (A 10.9.9.9), which is not muster's; rename the host or take it out "
            "there");
}

TEST_CASE("a name that an auth-zone or a hand at the daemon answers is a collision, too") {
  if (skipped()) return;
  Scene scene;
  write(scene.folder / "zone",
        "@ 60 IN SOA ns.berlin.example. x.example. 1 60 60 60 60\n@ 60 IN NS ns\nns A 10.9.9.1\n"
        "web1 60 IN A 10.9.9.9\n");
  scene.write_config("auth-zone:\n  name: berlin.example\n  for-downstream: yes\n  zonefile: \"" +
                     (scene.folder / "zone").string() + "\"\n");
  scene.start();
  scene.control({"local_data", "far.other.example", "A", "10.9.9.8"});
  ZoneRecord far = a("far", "10.20.4.19");
  far.name = "far.other.example";
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.17"), far, a("db1", "10.20.4.18")})));
  CHECK(scene.served("web1.berlin.example", "A") == std::vector<std::string>{"10.9.9.9"});
  CHECK(scene.served("db1.berlin.example", "A") == std::vector<std::string>{"10.20.4.18"});
  CHECK(scene.operations.back().reason ==
        "collision: record A web1.berlin.example is held by Unbound itself, from no file with "
        "local-data (A 10.9.9.9), which is not muster's; rename the host or take it out there");
}

TEST_CASE("a zone of muster's that a person declares later is theirs again") {
  if (skipped()) return;
  Scene scene;
  scene.start();
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.17")})));
  scene.write_config(
      "server:\n  local-zone: \"berlin.example.\" redirect\n"
      "  local-data: \"berlin.example. A 10.9.9.9\"\n");
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.17")})));
  CHECK(scene.served("web1.berlin.example", "A") == std::vector<std::string>{"10.9.9.9"});
  CHECK(scene.operations.at(0).reason ==
        "it is inside zone berlin.example, which " + scene.config.config +
            ":19 declares redirect: no name in it can have a record of its own; give the site "
            "another domain or change that zone");
  CHECK(scene.reconcile({a("web1", "10.20.4.17")}).empty());
}

TEST_CASE("records are changed and removed, and the old file is kept beside the new one") {
  if (skipped()) return;
  Scene scene;
  scene.start();
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.17"), a("db1", "10.20.4.18")})));
  const std::string before = slurp(scene.config.file);
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.99", 60)})));
  CHECK(scene.served("web1.berlin.example", "A") == std::vector<std::string>{"10.20.4.99"});
  CHECK(scene.served("db1.berlin.example", "A").empty());
  CHECK(slurp(scene.folder / ".muster.conf.old") == before);
  CHECK(!fs::exists(scene.folder / ".muster.conf.new"));
}

TEST_CASE("a configuration that checkconf refuses leaves the old file and the daemon alone") {
  if (skipped()) return;
  Scene scene;
  scene.start();
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.17")})));
  const std::string before = slurp(scene.config.file);
  scene.write_config("no-such-option: 1\n");
  CHECK_THAT(
      failure(scene.reconcile({a("db1", "10.20.4.18")})),
      Catch::Contains("unbound-checkconf refuses " + scene.config.config + " with the new file") &&
          Catch::Contains("the old file is back"));
  CHECK(slurp(scene.config.file) == before);
  CHECK(scene.served("web1.berlin.example", "A") == std::vector<std::string>{"10.20.4.17"});
}

TEST_CASE("a new file that checkconf refuses never takes the old one's place") {
  if (skipped()) return;
  Scene scene;
  scene.runner.odd = "unbound-checkconf";
  scene.runner.answer = {1, "", "muster.conf:7: error: syntax error\n"};
  CHECK(failure(scene.reconcile({a("web1", "10.20.4.17")})) ==
        "error: unbound-checkconf refuses the new file\n"
        "  why: muster.conf:7: error: syntax error\n");
  CHECK(slurp(scene.config.file).empty());
  CHECK(!fs::exists(scene.folder / ".muster.conf.new"));
}

TEST_CASE("a reload that fails brings the old file back and reloads it") {
  if (skipped()) return;
  Scene scene;
  scene.start();
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.17")})));
  const std::string before = slurp(scene.config.file);
  scene.runner.odd = "unbound-control local_datas";
  scene.runner.answer = {1, "", "error: could not connect to socket\n"};
  CHECK(failure(scene.reconcile({a("db1", "10.20.4.18")})) ==
        "error: unbound-control local_datas_remove failed\n"
        "  why: error: could not connect to socket; the old file is back\n");
  CHECK(slurp(scene.config.file) == before);
  CHECK(scene.served("web1.berlin.example", "A") == std::vector<std::string>{"10.20.4.17"});
}

TEST_CASE("a daemon that is not running is said to be so, and the old file is back") {
  if (skipped()) return;
  Scene scene;
  CHECK_THAT(failure(scene.reconcile({a("web1", "10.20.4.17")})),
             Catch::StartsWith("error: unbound-control reload_keep_cache failed\n"));
  CHECK(slurp(scene.config.file).empty());
}

TEST_CASE("a file that changed since the plan is not overwritten") {
  Scene scene;
  scene.config.control = false;
  scene.config.config = "";
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.17")})));
  const std::vector<Outcome> outcomes = scene.apply(Snapshot{}, scene.wires());
  CHECK(failure(outcomes) == "error: " + scene.config.file +
                                 " changed since it was read\n"
                                 "  fix: run muster reconcile again\n");
}

TEST_CASE("without control the file is written and nothing else is run") {
  Scene scene;
  scene.config.control = false;
  scene.config.config = "";
  scene.runner.odd = "unbound";
  scene.runner.answer = {1, "", "must not run\n"};
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.17")})));
  CHECK_THAT(slurp(scene.config.file), Catch::Contains("web1.berlin.example. 300 IN A 10.20.4.17"));
}

TEST_CASE("a file of somebody else is neither read nor overwritten") {
  Scene scene;
  write(scene.config.file, "server:\n  local-data: \"a.example. A 10.0.0.1\"\n");
  CHECK_THROWS_AS(scene.make_reader()->read({}, {}), Error);
}

TEST_CASE("a folder that cannot be written fails with its name and leaves nothing behind") {
  Scene scene;
  scene.config.control = false;
  scene.config.config = "";
  scene.config.file = (scene.folder / "missing" / "muster.conf").string();
  CHECK(failure(scene.reconcile({a("web1", "10.20.4.17")})) ==
        "error: cannot write " + (scene.folder / "missing" / ".muster.conf.new").string() +
            ": No such file or directory\n"
            "  fix: let the user muster runs as write that folder\n");
}

TEST_CASE("a stop before the write skips every operation") {
  Scene scene;
  scene.config.control = false;
  const Snapshot actual;
  std::stop_source stop;
  stop.request_stop();
  const Operation operation;
  const Operation* const operations[]{&operation};
  Wires wires = scene.wires();
  const auto outcomes = scene.make_writer(wires)->apply(operations, actual, "", stop.get_token());
  REQUIRE(outcomes.size() == 1);
  CHECK(outcomes[0].result == Result::skipped);
}

}  // namespace muster::unbound_test
