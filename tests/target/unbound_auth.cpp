// Zones that are muster's wholly: what becomes an auth-zone, and what does not.
#include "dns_checks.h"
#include "unbound_auth_scene.h"

namespace muster::unbound_test {
namespace {

const std::string conf_text =
    "# muster owns this file: it is written from the inventory and edits are lost.\n"
    "# Every record ends in the id and site of its host; muster reads them back.\n"
    "# A name or type without a record here is resolved as if this file were not here, so that\n"
    "# what other servers say of these domains is not hidden.\n"
    "server:\n"
    "local-zone: \"20.10.in-addr.arpa.\" typetransparent\n"
    "local-zone: \"berlin.example.\" typetransparent\n";

std::string refusal_of(const std::string& zone, const std::string& why) {
  return "zone " + zone + " stays local-data: an auth-zone would hide other names: " + why + "\n";
}

}  // namespace

TEST_CASE("a zone that is muster's wholly is authoritative, with a file of its own") {
  if (skipped()) return;
  AuthScene scene;
  REQUIRE(all_done(scene.reconcile(auth_hosts)));
  CHECK(scene.answer("web1.berlin.example") == "NOERROR 10.20.4.17");
  CHECK(scene.answer("web1.berlin.example", "AAAA") == "NOERROR");
  CHECK(scene.answer("nobody.berlin.example") == "NXDOMAIN");
  CHECK(scene.answer("17.4.20.10.in-addr.arpa", "PTR") == "NOERROR web1.berlin.example.");
  CHECK(scene.answer("1.1.20.10.in-addr.arpa", "PTR") == "NXDOMAIN");
  CHECK(scene.answer("1.1.21.10.in-addr.arpa", "PTR") == "NXDOMAIN");
  CHECK(scene.answer("www.far.example") == "NOERROR 192.0.2.80");
  const std::string at = scene.folder.string();
  CHECK(slurp(scene.config.file) ==
        conf_text + "auth-zone: name: \"20.10.in-addr.arpa.\" zonefile: \"" + at +
            "/.muster.conf.20.10.in-addr.arpa\" for-upstream: no\n"
            "auth-zone: name: \"berlin.example.\" zonefile: \"" +
            at + "/.muster.conf.berlin.example\" for-upstream: no\nserver:\n");
  CHECK(slurp(scene.zone_file()) ==
        "; muster owns this file: it is written from the inventory and edits are lost.\n"
        "; Every record ends in the id and site of its host; muster reads them back. A line of "
        "another\n; record of this zone, with a final dot behind its name, stays.\n"
        "berlin.example. 300 IN SOA localhost. muster.invalid. 1 3600 1200 604800 300\n"
        "berlin.example. 300 IN NS localhost.\n"
        "db1.berlin.example. 300 IN A 10.20.4.18 ; 7k2m9qx4td berlin\n"
        "web1.berlin.example. 300 IN A 10.20.4.17 ; 7k2m9qx4td berlin\n");
  CHECK(scene.warning().empty());
}

TEST_CASE(
    "the serial number of a zone moves when its content does, and a second run does nothing") {
  if (skipped()) return;
  AuthScene scene;
  REQUIRE(all_done(scene.reconcile(auth_hosts)));
  const auto written = fs::last_write_time(scene.zone_file());
  scene.runner.ran.clear();
  CHECK(scene.reconcile(auth_hosts).empty());
  CHECK(scene.operations.empty());
  CHECK(scene.runner.ran.empty());
  CHECK(fs::last_write_time(scene.zone_file()) == written);
  REQUIRE(all_done(scene.reconcile(auth_moved)));
  CHECK(scene.serial() == "2");
  CHECK(scene.serial("20.10.in-addr.arpa") == "2");
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.99"), ptr("web1", "10.20.4.99")})));
  CHECK(scene.serial() == "3");
  CHECK(scene.serial("20.10.in-addr.arpa") == "2");
}

TEST_CASE("a change of a zone is one reload of that zone, and what others answered stays cached") {
  if (skipped()) return;
  AuthScene scene;
  REQUIRE(all_done(scene.reconcile(auth_hosts)));
  REQUIRE(scene.answer("www.far.example") == "NOERROR 192.0.2.80");
  scene.runner.ran.clear();
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.17"), ptr("web1", "10.20.4.17")})));
  CHECK(scene.commands("unbound-control berlin.example") == 1);
  CHECK(scene.commands("unbound-control 20.10.in-addr.arpa") == 0);
  CHECK(scene.commands("unbound-control reload_keep_cache") == 0);
  CHECK(scene.answer("db1.berlin.example") == "NXDOMAIN");
  CHECK(scene.control({"dump_cache"}).find("www.far.example.") != std::string::npos);
}

TEST_CASE("what is served elsewhere keeps a zone local-data, answers as before, and is said") {
  if (skipped()) return;
  struct Neighbour {
    const char* elsewhere;
    const char* declared;
    const char* name;
    const char* answer;  // before and after
    const char* why;
  };
  const Neighbour rows[] = {
      {"shop.berlin.example. 60 IN A 10.9.9.9\n", "", "shop.berlin.example", "NOERROR 10.9.9.9",
       "names in it are served elsewhere"},
      {"", "auth-zone:\n  name: iot.berlin.example\n  zonefile: \"ZONE\"\n", "iot.berlin.example",
       "NOERROR 10.9.9.9", "iot.berlin.example is declared auth-zone by CONF:23"},
      {"", "auth-zone:\n  name: berlin.example\n  for-downstream: no\n  zonefile: \"ZONE\"\n",
       "berlin.example", "NOERROR 10.9.9.9", "berlin.example is declared auth-zone by CONF:23"},
      {"", "stub-zone:\n  name: berlin.example\n  stub-addr: 127.0.0.1@1\n", "x.berlin.example",
       "SERVFAIL", "berlin.example is declared stub-zone by CONF:23"},
      {"", "forward-zone:\n  name:\"lab.berlin.example\"\n  forward-addr: 127.0.0.1@1\n",
       "x.lab.berlin.example", "SERVFAIL",
       "lab.berlin.example is declared forward-zone by CONF:23"},
      {"", "forward-zone:\n  name: \"example\"\n  forward-addr: 127.0.0.1@1\n", "x.berlin.example",
       "SERVFAIL", "whether it is served elsewhere is not known: unbound answers SERVFAIL"},
      {"", "server:\n  local-zone: \"berlin.example.\" static\n", "x.berlin.example", "NXDOMAIN",
       "berlin.example is declared static by CONF:23"},
      {"", "server:\n  local-data: \"tv.berlin.example. A 10.9.9.9\"\n", "tv.berlin.example",
       "NOERROR 10.9.9.9", "local-data of others stands in it"},
  };
  for (const Neighbour& row : rows) {
    INFO(row.elsewhere << row.declared);
    AuthScene scene(row.elsewhere);
    scene.stop();
    write(scene.folder / "zone",
          "@ 60 IN SOA a. b. 1 60 60 60 60\n@ 60 IN NS a.\n@ 60 IN A "
          "10.9.9.9\n");
    std::string declared = row.declared;
    const size_t place = declared.find("ZONE");
    if (place != std::string::npos) {
      declared.replace(place, 4, (scene.folder / "zone").string());
    }
    scene.declare(declared);
    scene.start();
    REQUIRE(scene.answer(row.name) == row.answer);
    REQUIRE(all_done(scene.reconcile(auth_hosts)));
    std::string why = row.why;
    if (why.find("CONF") != std::string::npos) {
      why.replace(why.find("CONF"), 4, scene.config.config);
    }
    CHECK(scene.warning() == refusal_of("berlin.example", why));
    CHECK(scene.answer(row.name) == row.answer);
    CHECK(scene.answer("web1.berlin.example") == "NOERROR 10.20.4.17");
    CHECK(!fs::exists(scene.zone_file()));
    CHECK(fs::exists(scene.zone_file("20.10.in-addr.arpa")));
    CHECK(scene.reconcile(auth_hosts).empty());
  }
}

TEST_CASE("where nobody answers for a zone it stays local-data, and is waited for once") {
  if (skipped()) return;
  AuthScene scene;
  REQUIRE(kill(scene.pid(), SIGSTOP) == 0);
  const auto begin = std::chrono::steady_clock::now();
  scene.plan(auth_hosts);
  kill(scene.pid(), SIGCONT);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(9));
  CHECK_THAT(scene.warning(),
             Catch::Contains(refusal_of("berlin.example",
                                        "whether it is served elsewhere is not known: no answer "
                                        "came")));
}

TEST_CASE("an auth-zone that others get a name in becomes local-data, and comes back after them") {
  if (skipped()) return;
  AuthScene scene;
  REQUIRE(all_done(scene.reconcile(auth_hosts)));
  scene.declare("stub-zone:\n  name: iot.berlin.example\n  stub-addr: 127.0.0.1@1\n");
  scene.stop();
  scene.start();
  REQUIRE(scene.answer("x.iot.berlin.example") == "NXDOMAIN");  // hidden: the person sees it
  REQUIRE(all_done(scene.reconcile(auth_hosts)));
  CHECK(scene.answer("x.iot.berlin.example") == "SERVFAIL");  // by the stub again
  CHECK(scene.answer("web1.berlin.example") == "NOERROR 10.20.4.17");
  CHECK(!fs::exists(scene.zone_file()));
  CHECK(scene.reconcile(auth_hosts).empty());
  scene.declare("");
  scene.stop();
  scene.start();
  REQUIRE(all_done(scene.reconcile(auth_hosts)));
  CHECK(scene.answer("nobody.berlin.example") == "NXDOMAIN");
  CHECK(scene.answer("web1.berlin.example") == "NOERROR 10.20.4.17");
  CHECK(scene.reconcile(auth_hosts).empty());
}

TEST_CASE("a name in a zone of others inside an auth-zone stands in the included file") {
  if (skipped()) return;
  AuthScene scene("",
                  "server:\n  local-zone: \"iot.berlin.example.\" static\n"
                  "  local-data: \"cam.iot.berlin.example. A 10.9.9.9\"\n");
  std::vector<ZoneRecord> records = auth_hosts;
  records.push_back(a("tv.iot", "10.20.4.30"));
  REQUIRE(all_done(scene.reconcile(records)));
  CHECK(scene.answer("tv.iot.berlin.example") == "NOERROR 10.20.4.30");
  CHECK(scene.answer("cam.iot.berlin.example") == "NOERROR 10.9.9.9");
  CHECK_THAT(slurp(scene.config.file), Catch::Contains("local-data: \"tv.iot.berlin.example. "));
  CHECK(scene.reconcile(records).empty());
  scene.declare("");  // then it belongs into the file of the zone
  scene.stop();
  scene.start();
  records.front().value = "10.20.4.20";
  REQUIRE(all_done(scene.reconcile(records)));
  CHECK(scene.answer("tv.iot.berlin.example") == "NOERROR 10.20.4.30");
  CHECK_THAT(slurp(scene.config.file), !Catch::Contains("local-data: "));
  records.back().value = "10.20.4.31";
  REQUIRE(all_done(scene.reconcile(records)));
  CHECK(scene.answer("tv.iot.berlin.example") == "NOERROR 10.20.4.31");
}

}  // namespace muster::unbound_test
