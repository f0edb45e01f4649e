#include "core/text.h"
#include "scene.h"

using namespace muster;
using namespace muster::test;

namespace {

const std::string kNoMenu =
    R"({"detail":"no such command or directory","error":400,"message":"Bad Request"})";

struct RouterScene : Scene {
  RouterScene() {
    source.config.settings = MikrotikConfig{};
    source.config.name = "core";
    source.config.site = "berlin";
    source.config.as<MikrotikConfig>().url = "https://r1";
    source.config.as<MikrotikConfig>().username = "muster";
    source.secrets.set("password", Secret("pw"));
    http.say("/rest/system/resource", R"({"version":"7.16.1 (x) y","board-name":"RB5009"})");
    http.say("/rest/system/identity", R"({"name":"gw"})");
    http.say("/rest/system/routerboard", R"({"model":"RB5009UG+S+","serial-number":"HEX1"})");
    for (const char* menu :
         {"interface", "interface/bridge", "interface/bridge/port", "interface/bridge/vlan",
          "interface/bonding", "ip/address", "ipv6/address", "ip/dhcp-server/lease",
          "ipv6/dhcp-server/binding", "ip/arp", "ipv6/neighbor", "interface/bridge/host",
          "ip/neighbor", "interface/wifi/registration-table"}) {
      http.say(std::string("/rest/") + menu, "[]");
    }
    for (const char* menu : {"interface/wifiwave2", "interface/wireless", "caps-man"}) {
      http.say(std::string("/rest/") + menu + "/registration-table", kNoMenu, 400, "Bad Request");
    }
  }
  void leases(const std::string& rows) { http.say("/rest/ip/dhcp-server/lease", rows); }
};

std::set<FactKind> all_kinds() {
  return {FactKind::lease,    FactKind::arp,    FactKind::bridge_host,
          FactKind::neighbor, FactKind::device, FactKind::station};
}

}  // namespace

TEST_CASE("a router whose tables are all empty is doubtful") {
  RouterScene scene;
  const Observation seen = scene.collect();
  CHECK(seen.answer == Answer::doubtful);
  CHECK(render(seen.trouble) ==
        "warning: mikrotik:core: every table is empty, that of its interfaces too\n"
        "  fix: see which rights the user has on the router\n");
  CHECK(seen.source == "mikrotik:core");
  CHECK(seen.site == "berlin");
  CHECK(seen.facts.empty());
  CHECK(seen.dropped.empty());
  CHECK(seen.complete == all_kinds());
}

TEST_CASE("an answer that is no table of what was asked for is a failure") {
  const auto body = GENERATE("null", "{}", "5", "[null]", "[5, {}]", "\"no\"", R"({"error":500})",
                             R"([{"name":"eth0"}])");
  RouterScene scene;
  scene.http.say("/rest/ip/arp", body);
  const Observation seen = scene.collect();
  CHECK(seen.answer == Answer::partial);
  CHECK_FALSE(seen.complete.contains(FactKind::arp));
  CHECK(render(seen.trouble) ==
        "error: mikrotik:core: the answer for /ip/arp is no table of address and the like\n"
        "  fix: see with --record what answers at this address\n");
}

TEST_CASE("a server that answers anything to everything is no router") {
  const auto body = GENERATE("null", "{}", "5", "[]", "[null]", R"({"error":500})");
  RouterScene scene;
  for (auto& [path, answer] : scene.http.answers) answer.body = body;
  const Observation seen = scene.collect();
  CHECK(seen.answer != Answer::whole);
  CHECK(seen.facts.empty());
  CHECK_FALSE(seen.trouble.empty());
}

TEST_CASE("a router is asked with its login and for the fields needed only") {
  RouterScene scene;
  scene.http.say("/rest/interface", R"([{"name":"ether1"}])");
  scene.collect_well();
  CHECK(scene.http.asked.size() == 20);
  for (const Asked& asked : scene.http.asked) {
    CHECK(asked.method == "GET");
    CHECK(asked.headers.at("Authorization") == "Basic bXVzdGVyOnB3");
    CHECK(asked.path.find("?.proplist=") != std::string::npos);
  }
}

TEST_CASE("a bound dynamic lease is a living host with a name") {
  RouterScene scene;
  scene.leases(R"([{"address":"10.20.4.17","mac-address":"BC:24:11:00:01:01","status":"bound",
    "active-address":"10.20.4.17","active-mac-address":"BC:24:11:00:01:01","dynamic":"true",
    "host-name":"web1","agent-circuit-id":"eth 6/30","agent-remote-id":"sw-1","disabled":"false"}])");
  const Observation seen = scene.collect_well();
  REQUIRE(rows_of(seen) == Strings{"lease 10.20.4.17"});
  const auto& fact = std::get<LeaseFact>(seen.facts[0]);
  CHECK(seen.source == "mikrotik:core");
  CHECK(seen.site == "berlin");
  CHECK(render(*fact.mac) == "bc:24:11:00:01:01");
  CHECK(addresses_in(fact) == Strings{"10.20.4.17/32"});
  CHECK(names_in(fact) == Strings{"dhcp web1"});
  CHECK(fact.relay == "sw-1 eth 6/30");
  CHECK(fact.alive);
  CHECK_FALSE(fact.fixed);
}

TEST_CASE("a single record comes as an object and values may be of any type") {
  RouterScene scene;
  scene.leases(R"({"address":"10.0.0.2","mac-address":"bc:24:11:00:01:01","status":"bound",
    "dynamic":true,"disabled":false,"host-name":123,"comment":{"a":1}})");
  const Observation seen = scene.collect_well();
  REQUIRE(seen.facts.size() == 1);
  CHECK(names_in(seen.facts[0]) == Strings{"dhcp 123"});
  CHECK_FALSE(is_fixed(seen.facts[0]));
}

TEST_CASE("while bound, what was handed out stands over what is configured") {
  RouterScene scene;
  scene.leases(R"([{"address":"10.0.0.3","mac-address":"00:11:32:00:00:01","status":"bound",
    "active-address":"10.0.0.14","active-mac-address":"00:11:32:00:00:01","dynamic":"false",
    "comment":"printer-1","host-name":"NPI1"}])");
  const auto fact = std::get<LeaseFact>(scene.collect_well().facts.at(0));
  CHECK(describe(fact) == "lease 10.0.0.14");
  CHECK(addresses_in(fact) == Strings{"10.0.0.14/32"});
  CHECK(names_in(fact) == Strings{"static-lease printer-1", "static-lease NPI1"});
  CHECK(fact.fixed);
  CHECK(fact.alive);
}

TEST_CASE("a static lease used by another MAC gives both") {
  RouterScene scene;
  scene.leases(R"([{"address":"10.0.0.3","mac-address":"AC:CC:8E:00:00:77","status":"bound",
    "active-address":"10.0.0.14","active-mac-address":"AC:CC:8E:00:00:76","dynamic":"false",
    "comment":"cam-door","host-name":"axis"}])");
  const Observation seen = scene.collect_well();
  REQUIRE(rows_of(seen) == Strings{"lease 10.0.0.3", "lease 10.0.0.14"});
  CHECK(render(*mac_of(seen.facts[0])) == "ac:cc:8e:00:00:77");
  CHECK(names_in(seen.facts[0]) == Strings{"static-lease cam-door"});
  CHECK(is_fixed(seen.facts[0]));
  CHECK_FALSE(is_alive(seen.facts[0]));
  CHECK(render(*mac_of(seen.facts[1])) == "ac:cc:8e:00:00:76");
  CHECK(names_in(seen.facts[1]) == Strings{"dhcp axis"});
  CHECK_FALSE(is_fixed(seen.facts[1]));
  CHECK(is_alive(seen.facts[1]));
}

TEST_CASE("only bound proves life; other words, known or not, are kept") {
  const auto status = GENERATE("waiting", "testing", "authorizing", "busy", "offered", "conflict",
                               "declined", "a word of tomorrow", "");
  RouterScene scene;
  scene.leases(R"([{"address":"10.0.0.3","mac-address":"00:11:32:00:00:01","dynamic":"false",
    "status":")" +
               std::string(status) + R"("}])");
  const auto fact = std::get<LeaseFact>(scene.collect_well().facts.at(0));
  CHECK(addresses_in(fact) == Strings{"10.0.0.3/32"});
  CHECK_FALSE(fact.alive);
  CHECK(fact.fixed);
}

TEST_CASE("a comment of several words is a remark and not a name") {
  RouterScene scene;
  scene.leases(R"([{"address":"10.0.0.3","mac-address":"00:11:32:00:00:01","status":"bound",
    "dynamic":"true","comment":"ask Bob first","host-name":"x"}])");
  const auto fact = std::get<LeaseFact>(scene.collect_well().facts.at(0));
  CHECK(names_in(fact) == Strings{"dhcp x"});
  CHECK(fact.fixed);
}

TEST_CASE("a comment is a name only where it is written as one, and beside one host") {
  const auto names = [](const std::string& first, const std::string& second) {
    RouterScene scene;
    scene.leases(R"([{"address":"10.0.0.3","mac-address":"00:11:32:00:00:01","comment":")" + first +
                 R"("},{"address":"10.0.0.4","mac-address":"00:11:32:00:00:02","comment":")" +
                 second + R"("}])");
    const Observation seen = scene.collect_well();
    CHECK(is_fixed(seen.facts.at(0)));
    return names_in(seen.facts.at(0));
  };
  for (const char* remark :
       {"label\\r\\nprinter", "label\\tprinter", "label\u00a0printer", "web1,web2", "printer(old)",
        "10.0.0.9", "00:11:32:00:00:09", "42", "-", "a..b"}) {
    CAPTURE(remark);
    CHECK(names(remark, "other") == Strings{});
  }
  for (const char* name : {"printer-1", "nas_2.berlin.example", "b\u00fcro", "3com"}) {
    CAPTURE(name);
    CHECK(names(name, "other") == Strings{"static-lease " + std::string(name)});
    CHECK(names(name, lower(name)) == Strings{});
  }
}

TEST_CASE("a comment beside several rows of one host is its name") {
  RouterScene scene;
  scene.leases(R"([{"address":"10.0.0.3","mac-address":"00:11:32:00:00:01","comment":"nas"},
    {"address":"10.0.1.3","client-id":"1:0:11:32:0:0:1","comment":"NAS"}])");
  for (const Fact& fact : scene.collect_well().facts) CHECK(names_in(fact).size() == 1);
}

TEST_CASE("a lease without MAC gets it from its client id") {
  struct Case {
    std::string id, mac, duid;
  };
  const auto one = GENERATE(
      Case{"1:0:40:8c:30:0:41", "00:40:8c:30:00:41", ""},
      Case{"ff:11:0:2:2:0:1:0:1:2a:2b:2c:2d:bc:24:11:0:2:2", "bc:24:11:00:02:02",
           "000100012a2b2c2dbc2411000202"},
      Case{"ff:11:0:2:2:0:3:0:1:bc:24:11:0:2:2", "bc:24:11:00:02:02", "00030001bc2411000202"},
      Case{"ff:11:0:2:2:0:2:0:0:ab:11:1:2:3", "", "00020000ab11010203"});
  RouterScene scene;
  scene.leases(R"([{"address":"10.0.0.3","status":"bound","dynamic":"true","client-id":")" +
               one.id + R"("}])");
  const auto fact = std::get<LeaseFact>(scene.collect_well().facts.at(0));
  CHECK((fact.mac ? render(*fact.mac) : "") == one.mac);
  CHECK(fact.duid == one.duid);
}

TEST_CASE("a lease that names nobody is dropped with a reason") {
  RouterScene scene;
  scene.leases(R"([{"address":"10.20.8.78","status":"conflict","dynamic":"true"},
    {"address":"10.20.8.79","status":"bound","client-id":"opaque"},
    {"address":"10.20.8.80","mac-address":"00:00:00:00:00:00","status":"bound"},
    {"address":"10.20.8.81","mac-address":"00:11:32:00:00:01","disabled":"true"},
    {}, "text", 7, null, []])");
  const Observation seen = scene.collect_well();
  CHECK(seen.facts.empty());
  CHECK(seen.dropped ==
        std::map<std::string, size_t>{{"no MAC", 3}, {"disabled", 1}, {"empty row", 5}});
}

TEST_CASE("a pool name or 0.0.0.0 is no address") {
  const auto address = GENERATE("0.0.0.0", "pool-clients", "", "10.0.0.0/24", "300.1.1.1");
  RouterScene scene;
  scene.leases(R"([{"mac-address":"00:11:32:00:00:01","status":"waiting","dynamic":"false",
    "address":")" +
               std::string(address) + R"("}])");
  const auto fact = std::get<LeaseFact>(scene.collect_well().facts.at(0));
  CHECK_FALSE(fact.address);
  CHECK(describe(fact) == "lease 00:11:32:00:00:01");
}

TEST_CASE("raw control characters and bytes that are not UTF-8 do not hide the other rows") {
  RouterScene scene;
  scene.leases(
      "[{\"mac-address\":\"00:11:32:00:00:01\",\"status\":\"bound\",\"host-name\":\"a\x01\xFF"
      "b\nc\"},{\"mac-address\":\"00:11:32:00:00:02\",\"status\":\"bound\"}]");
  const Observation seen = scene.collect_well();
  REQUIRE(seen.facts.size() == 2);
  CHECK(names_in(seen.facts[0]) == Strings{R"(static-lease a\u0001\xffb\u000ac)"});
}

TEST_CASE("bindings give DUID, MAC and address") {
  RouterScene scene;
  scene.http.say("/rest/ipv6/dhcp-server/binding",
                 R"([{"address":"2001:db8::17/128","duid":"0x00030001bc2411000101","status":"bound",
                      "dynamic":"true"},
                     {"address":"2001:db8:1::/56","duid":"0x000200007ed90a","status":"waiting"},
                     {"address":"2001:db8::18/128","duid":"","status":"bound"}])");
  const Observation seen = scene.collect_well();
  REQUIRE(rows_of(seen) == Strings{"lease 2001:db8::17", "lease 000200007ed90a"});
  CHECK(render(*mac_of(seen.facts[0])) == "bc:24:11:00:01:01");
  CHECK(addresses_in(seen.facts[0]) == Strings{"2001:db8::17/128"});
  CHECK(is_alive(seen.facts[0]));
  CHECK(addresses_of(seen.facts[1]).empty());
  CHECK(seen.dropped == std::map<std::string, size_t>{{"no DUID", 1}});
}

TEST_CASE("ARP and neighbour rows that prove nothing are dropped") {
  RouterScene scene;
  scene.http.say("/rest/ip/arp", R"([
    {"address":"10.0.0.5","mac-address":"00:11:32:00:00:05","interface":"vlan20","complete":"true","dynamic":"true"},
    {"address":"10.0.0.6","mac-address":"00:11:32:00:00:06","complete":"true","dynamic":"false","comment":"ups"},
    {"address":"10.0.0.7","complete":"false"},
    {"address":"10.0.0.8","mac-address":"00:11:32:00:00:08","invalid":"true"},
    {"address":"10.0.0.9","mac-address":"00:11:32:00:00:09","disabled":"true"},
    {"address":"10.0.0.10","status":"reachable"}])");
  scene.http.say("/rest/ipv6/neighbor", R"([
    {"address":"2001:db8::5","mac-address":"00:11:32:00:00:05","interface":"vlan20","status":"reachable"},
    {"address":"fe80::1","mac-address":"00:11:32:00:00:05","interface":"vlan20","status":"stale"},
    {"address":"2001:db8::dead","status":"failed"}])");
  const Observation seen = scene.collect_well();
  CHECK(rows_of(seen) ==
        Strings{"arp 10.0.0.5", "arp 10.0.0.6", "arp 2001:db8::5", "arp 00:11:32:00:00:05"});
  CHECK(std::get<ArpFact>(seen.facts[0]).port == "vlan20");
  CHECK(is_alive(seen.facts[0]));
  CHECK_FALSE(is_alive(seen.facts[1]));
  CHECK(names_in(seen.facts[1]) == Strings{"static-lease ups"});
  CHECK(addresses_of(seen.facts[3]).empty());
  CHECK(seen.dropped == std::map<std::string, size_t>{
                            {"incomplete", 2}, {"invalid", 1}, {"disabled", 1}, {"no MAC", 1}});
}

TEST_CASE("bridge hosts tell the port, old releases under another word") {
  RouterScene scene;
  scene.http.say("/rest/interface/bridge/host", R"([
    {"mac-address":"2C:C8:1B:10:20:02","on-interface":"bridge","local":"true"},
    {"mac-address":"00:11:32:00:00:05","on-interface":"ether4","vid":"20","local":"false","dynamic":"true"},
    {"mac-address":"00:11:32:00:00:06","interface":"ether5","vid":"0","local":"false","dynamic":"true"}])");
  const Observation seen = scene.collect_well();
  CHECK(seen.facts.empty());
  const ForwardingTable& table = seen.forwarding;
  REQUIRE(table.size() == 2);
  CHECK(table.port(table.rows()[0]) == "ether4");
  CHECK(table.vlans(table.rows()[0]) == std::vector<int>{20});
  CHECK(table.port(table.rows()[1]) == "ether5");
  CHECK(table.vlans(table.rows()[1]).empty());
  CHECK(table.by_rule() == std::map<std::string, size_t>{{"bridge-host", 2}});
  CHECK(seen.dropped == std::map<std::string, size_t>{{"own address", 1}});
}

TEST_CASE("neighbours tell who they are and where they are plugged in") {
  RouterScene scene;
  scene.http.say("/rest/ip/neighbor", R"([
    {"mac-address":"DC:2C:6E:30:00:02","address":"10.30.1.2","address4":"10.30.1.2",
     "address6":"fe80::1","identity":"ap-1","platform":"MikroTik","version":"7.15.3 (stable) x",
     "board":"cAPGi","interface":"ether2,bridge","interface-name":"bridge/ether1"},
    {"mac-address":"78:8A:20:31:00:31","identity":"ap-2","platform":"","version":"6.6.77",
     "board":"U6-Pro","interface":"ether5"}])");
  const Observation seen = scene.collect_well();
  REQUIRE(seen.facts.size() == 2);
  const auto& ap = std::get<NeighborFact>(seen.facts[0]);
  CHECK(names_in(ap) == Strings{"device ap-1"});
  CHECK(addresses_in(ap) == Strings{"10.30.1.2/32"});
  CHECK(ap.product.vendor == "MikroTik");
  CHECK(ap.product.model == "cAPGi");
  CHECK(ap.product.platform == "RouterOS 7.15.3");
  CHECK(ap.port == "ether2");
  CHECK(ap.interface == "ether1");
  CHECK(product_of(seen.facts[1])->vendor == "");
  CHECK(product_of(seen.facts[1])->platform == "6.6.77");
}

TEST_CASE("the router itself is a device with its interfaces and addresses") {
  RouterScene scene;
  scene.http.say("/rest/interface", R"([
    {"name":"ether1","mac-address":"2C:C8:1B:10:20:01","actual-mtu":"1500"},
    {"name":"lo","mac-address":"00:00:00:00:00:00"},{"name":"wg1"}])");
  scene.http.say("/rest/ip/address", R"([{"address":"10.20.1.1/24","interface":"ether1"},
    {"address":"127.0.0.1/8","interface":"lo"},{"address":"10.9.0.1/24","interface":"wg1"},
    {"address":"10.8.0.1/24","interface":"ether1","disabled":"true"}])");
  scene.http.say("/rest/ipv6/address", R"([{"address":"2001:db8::1/64","interface":"ether1"},
    {"address":"fe80::1/64","interface":"ether1"}])");
  const Observation seen = scene.collect_well();
  REQUIRE(rows_of(seen) == Strings{"interface ether1", "interface wg1"});
  const auto& port = std::get<DeviceFact>(seen.facts[0]);
  CHECK(render(*port.mac) == "2c:c8:1b:10:20:01");
  CHECK(addresses_in(port) == Strings{"10.20.1.1/24", "2001:db8::1/64"});
  CHECK(names_in(port) == Strings{"device gw"});
  CHECK(port.product.vendor == "MikroTik");
  CHECK(port.product.model == "RB5009UG+S+");
  CHECK(port.product.serial == "HEX1");
  CHECK(port.product.platform == "RouterOS 7.16.1");
  CHECK(port.interface == "ether1");
  CHECK(port.mtu == 1500);
  CHECK(seen.dropped == std::map<std::string, size_t>{{"interface without MAC and address", 1}});
}

TEST_CASE("a menu that the release lacks is no failure") {
  RouterScene scene;
  scene.http.say("/rest/interface", R"([{"name":"ether1"}])");
  scene.http.say("/rest/ipv6/dhcp-server/binding", kNoMenu, 400, "Bad Request");
  scene.http.say("/rest/ipv6/neighbor", kNoMenu, 400, "Bad Request");
  scene.http.say("/rest/ipv6/address", kNoMenu, 400, "Bad Request");
  CHECK(scene.collect_well().complete == all_kinds());
  scene.http.say("/rest/interface/bridge/host", kNoMenu, 400, "Bad Request");
  CHECK_FALSE(scene.collect_well().complete.contains(FactKind::bridge_host));
}

TEST_CASE("a table that fails leaves the others, and its kind is not complete") {
  RouterScene scene;
  scene.leases(R"([{"address":"10.0.0.3","mac-address":"00:11:32:00:00:01","status":"bound"}])");
  scene.http.say("/rest/ipv6/dhcp-server/binding",
                 R"({"error":500,"message":"Internal Server Error"})", 500,
                 "Internal Server Error");
  scene.http.say("/rest/ip/arp", R"([{"address":"10.)");
  const Observation seen = scene.collect();
  CHECK(rows_of(seen) == Strings{"lease 10.0.0.3"});
  CHECK(seen.complete == std::set<FactKind>{FactKind::bridge_host, FactKind::neighbor,
                                            FactKind::device, FactKind::station});
  CHECK(seen.trouble.has_errors());
  REQUIRE(seen.trouble.items().size() == 2);
  CHECK(render(seen.trouble.items()[0]) ==
        "error: GET https://r1/rest/ipv6/dhcp-server/binding failed: 500 Internal Server Error\n"
        "  why: Internal Server Error\n");
  CHECK(seen.trouble.items()[1].message == "GET https://r1/rest/ip/arp: the answer is not JSON");
}

TEST_CASE("wireless clients are stations, whichever package lists them") {
  const auto menu =
      GENERATE("interface/wifi", "interface/wifiwave2", "interface/wireless", "caps-man");
  RouterScene scene;
  scene.http.say(std::string("/rest/") + menu + "/registration-table", R"([
    {"mac-address":"00:11:32:00:00:05","interface":"wifi1","comment":"tablet"},
    {"mac-address":"DC:2C:6E:30:00:02","interface":"wlan2","ap":"true"},
    {"mac-address":"00:11:32:00:00:06","interface":"wifi1","authorized":"false"},
    {"interface":"wifi1"}])");
  const Observation seen = scene.collect_well();
  REQUIRE(rows_of(seen) == Strings{"station 00:11:32:00:00:05"});
  const auto& fact = std::get<StationFact>(seen.facts[0]);
  CHECK(fact.radio == "wifi1");
  CHECK(names_in(fact) == Strings{"static-lease tablet"});
  CHECK(seen.complete.contains(FactKind::station));
  CHECK(seen.dropped ==
        std::map<std::string, size_t>{{"access point", 1}, {"not authorized", 1}, {"no MAC", 1}});
}

TEST_CASE("a router without wireless says nothing about stations") {
  RouterScene scene;
  scene.http.say("/rest/interface", R"([{"name":"ether1"}])");
  scene.http.say("/rest/interface/wifi/registration-table", kNoMenu, 400, "Bad Request");
  CHECK_FALSE(scene.collect_well().complete.contains(FactKind::station));
}

TEST_CASE("a router that refuses the login is asked once") {
  RouterScene scene;
  scene.http.say("/rest/system/resource", R"({"error":401,"message":"Unauthorized"})", 401,
                 "Unauthorized");
  const Observation seen = scene.collect();
  CHECK(scene.http.asked.size() == 1);
  CHECK(seen.complete.empty());
  CHECK(render(seen.trouble) ==
        "error: GET https://r1/rest/system/resource failed: 401 Unauthorized\n"
        "  why: Unauthorized\n"
        "  fix: see whether the credentials are right and still valid\n");
}

TEST_CASE("rows received are facts and drops, whatever the rows are") {
  const std::string values[] = {"\"\"",
                                "\"true\"",
                                "\"bound\"",
                                "null",
                                "[]",
                                "{}",
                                "1",
                                "-1.5e3",
                                "\"00:11:32:00:00:01\"",
                                "\"10.0.0.1\"",
                                "\"fe80::1\"",
                                "true"};
  unsigned state = 1;
  const auto next = [&] { return state = state * 1664525U + 1013904223U, state >> 16; };
  for (int round = 0; round < 200; ++round) {
    RouterScene scene;
    std::string rows = "[";
    for (int row = 0; row < 20; ++row) {
      rows += row == 0 ? "{" : ",{";
      bool first = true;
      for (const char* key : {"address", "mac-address", "status", "active-mac-address", "dynamic",
                              "complete", "local", "client-id", "duid", "disabled", "comment"}) {
        if (next() % 3 == 0) continue;
        rows += std::string(first ? "" : ",") + "\"" + key + "\":" + values[next() % 12];
        first = false;
      }
      rows += "}";
    }
    rows += "]";
    for (const char* menu : {"ipv6/dhcp-server/binding", "ip/arp", "ipv6/neighbor",
                             "interface/bridge/host", "ip/neighbor"}) {
      scene.http.say(std::string("/rest/") + menu, rows);
    }
    const Observation seen = scene.collect_well();
    size_t dropped = 0;
    for (const auto& [why, count] : seen.dropped) dropped += count;
    REQUIRE(seen.rows() + dropped == 100);
  }
}
