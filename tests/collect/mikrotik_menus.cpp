// Which way a router is read.
#include "collect/mikrotik/menus.h"

#include "routeros_scene.h"
#include "scene.h"

using namespace muster;
using namespace muster::test;

namespace {

// A router with REST, the API, both or neither. Its tables are empty.
struct WayScene : Scene {
  ScriptedStreams streams;
  Wires both{
      .clock = clock, .http = http, .runner = runner, .progress = progress, .streams = streams};

  WayScene() {
    source.config.settings = MikrotikConfig{};
    source.config.name = "core";
    source.config.as<MikrotikConfig>().url = "https://r1";
    source.config.as<MikrotikConfig>().username = "muster";
    source.config.as<MikrotikConfig>().fingerprint = "AB";
    source.secrets.set("password", Secret("pw"));
    streams.script = [](const Sentence& command) {
      const bool itself = command.front() == "/interface/print";
      const Sentence row = itself ? Sentence{"!re", "=name=ether1"} : Sentence{"!empty"};
      return tagged(command, {row, {"!done"}});
    };
  }
  Observation seen() { return collect_all({&source, 1}, both, {}).front(); }
  void rest_says(int status, const std::string& body) {
    http.say("/rest/system/resource", body, status, "x");
  }
};

const std::string kGone = "GET https://x/rest/system/resource failed: no connection within 5 s";

}  // namespace

TEST_CASE("where REST is not there, the API over TLS is taken and said") {
  WayScene scene;
  const auto [status, body] =
      GENERATE(table<int, std::string>({{0, ""},
                                        {404, ""},
                                        {400, R"({"detail":"no such command prefix"})"},
                                        {200, "<html>RouterOS 6</html>"}}));
  status == 0 ? (void)scene.http.dead.insert("/rest/system/resource")
              : scene.rest_says(status, body);
  const Observation seen = scene.seen();
  CHECK_FALSE(seen.trouble.has_errors());
  REQUIRE(seen.trouble.items().size() == 1);
  CHECK(seen.trouble.items()[0].severity == Severity::note);
  CHECK(seen.trouble.items()[0].message ==
        "mikrotik:core is read over its API with TLS, for want of REST");
  CHECK(seen.complete.size() == 6);
  REQUIRE(scene.streams.opened.size() == 1);
  CHECK(render(scene.streams.opened[0]) == "r1:8729");
  CHECK(scene.streams.opened[0].tls);
  CHECK(scene.streams.opened[0].fingerprint == "AB");
}

TEST_CASE("where neither is there, both are told") {
  WayScene scene;
  scene.http.dead.insert("/rest/system/resource");
  scene.streams.refused = Error("connecting to r1:8729 failed: connection refused");
  const Observation seen = scene.seen();
  CHECK(render(seen.trouble) ==
        "error: " + kGone + "\n  why: connecting to r1:8729 failed: connection refused\n");
  CHECK(seen.complete.empty());
}

TEST_CASE("a refused login, or a transport that was asked for, is not evaded") {
  WayScene scene;
  SECTION("login") { scene.rest_says(401, R"({"error":401,"message":"Unauthorized"})"); }
  SECTION("rest") {
    scene.source.config.as<MikrotikConfig>().transport = "rest";
    scene.http.dead.insert("/rest/system/resource");
  }
  CHECK(scene.seen().trouble.has_errors());
  CHECK(scene.streams.opened.empty());
}

TEST_CASE("the API is taken where it was asked for, on its port") {
  WayScene scene;
  scene.source.config.as<MikrotikConfig>().transport = GENERATE("api", "api-tls");
  scene.source.config.as<MikrotikConfig>().plain_login = true;
  const bool tls = scene.source.config.as<MikrotikConfig>().transport == "api-tls";
  scene.source.config.as<MikrotikConfig>().api_port = GENERATE(0, 1234);
  const Observation seen = scene.seen();
  CHECK(render(seen.trouble) == "");
  CHECK(scene.http.asked.empty());
  REQUIRE(scene.streams.opened.size() == 1);
  CHECK(scene.streams.opened[0].tls == tls);
  const int usual = tls ? 8729 : 8728;
  CHECK(scene.streams.opened[0].port == (scene.source.config.as<MikrotikConfig>().api_port == 0
                                             ? usual
                                             : scene.source.config.as<MikrotikConfig>().api_port));
}

TEST_CASE("a cut in the middle of the tables is told once and leaves what was read") {
  WayScene scene;
  scene.source.config.as<MikrotikConfig>().transport = "api-tls";
  scene.streams.script = [](const Sentence& command) {
    if (command.front().ends_with("/arp/print") || command.front().ends_with("/host/print")) {
      return std::string();
    }
    return tagged(command, {{"!done"}});
  };
  const Observation seen = scene.seen();
  CHECK(render(seen.trouble) ==
        "error: reading from r1:8729 failed: the connection was cut before the answer was"
        " complete\n");
  CHECK(seen.complete == std::set<FactKind>{FactKind::lease, FactKind::neighbor, FactKind::device,
                                            FactKind::station});
  REQUIRE(seen.view);
  CHECK_FALSE(seen.view->whole);
}

TEST_CASE("a menu that is lacking over the API is no failure") {
  WayScene scene;
  scene.source.config.as<MikrotikConfig>().transport = "api-tls";
  scene.streams.script = [](const Sentence& command) {
    if (command.front().starts_with("/interface/wi") || command.front().starts_with("/caps-man")) {
      return tagged(command, {{"!trap", "=message=no such command prefix"}, {"!done"}});
    }
    return tagged(command, {{"!re", "=name=ether1"}, {"!done"}});
  };
  const Observation seen = scene.seen();
  CHECK(render(seen.trouble) == "");
  CHECK(seen.complete.size() == 5);
}
