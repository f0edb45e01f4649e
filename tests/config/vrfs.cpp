// Sites of different VRFs may have the same networks; who leads back from them in DNS is said.
#include <catch2/catch.hpp>

#include "config/config.h"
#include "config/vrf.h"

using namespace muster;

namespace {

const char* const unbound_there =
    "targets:\n  ns1: {kind: unbound, file: /etc/muster.conf, control: true}\n";

struct ReadVrfs {
  std::optional<Config> config;
  std::string troubles;

  explicit ReadVrfs(const std::string& text) {
    Diagnostics trouble;
    config = read_config({{"muster.yaml", text}}, trouble);
    for (const Error& error : trouble.items()) troubles += render(error);
  }
};

}  // namespace

TEST_CASE("sites of different VRFs have the same networks") {
  const ReadVrfs two(
      "sites:\n"
      "  red: {networks: [10.0.0.0/16], vrf: red}\n"
      "  blue: {networks: [10.0.0.0/16, 10.1.0.0/24], vrf: blue}\n"
      "  global: {networks: [10.0.7.0/24]}\n");
  CHECK(two.troubles.empty());
  REQUIRE(two.config);
  CHECK(vrf_of(*two.config, "blue", *parse_ip("10.0.0.1")) == "blue");
  CHECK(vrf_of(*two.config, "global", *parse_ip("10.0.7.1")).empty());
  CHECK(vrf_of(*two.config, "nowhere", *parse_ip("10.0.7.1")).empty());
}

TEST_CASE("sites of one VRF have no network in common, whatever third one stands between") {
  CHECK(ReadVrfs("sites:\n"
                 "  a: {networks: [10.0.0.0/8], vrf: red}\n"
                 "  b: {networks: [10.0.0.0/16], vrf: blue}\n"
                 "  c: {networks: [10.0.0.0/24], vrf: red}\n")
            .troubles ==
        "muster.yaml:4:18: error: network \"10.0.0.0/24\" of site \"c\" lies in 10.0.0.0/8 of site "
        "\"a\"\n"
        "    4 |   c: {networks: [10.0.0.0/24], vrf: red}\n"
        "      |                  ^\n"
        "  why: the other stands in muster.yaml:2:18\n"
        "  fix: give each address to one site, or say by vrf: that they are in different VRFs\n");
}

TEST_CASE("a part of a site's networks is in another VRF, the narrowest decides") {
  const ReadVrfs parts(
      "sites:\n"
      "  berlin: {networks: [10.0.0.0/16], vrf: red, vrfs: {mgmt: [10.0.99.0/24],\n"
      "           \"65000:7\": [10.0.99.128/25]}}\n"
      "  bonn: {networks: [10.0.99.0/25], vrf: red}\n");
  CHECK(parts.troubles.empty());
  REQUIRE(parts.config);
  CHECK(vrf_of(*parts.config, "berlin", *parse_ip("10.0.0.1")) == "red");
  CHECK(vrf_of(*parts.config, "berlin", *parse_ip("10.0.99.1")) == "mgmt");
  CHECK(vrf_of(*parts.config, "berlin", *parse_ip("10.0.99.200")) == "65000:7");
  CHECK(vrf_place(*parts.config, "berlin", "mgmt").line == 2);
  CHECK(vrf_place(*parts.config, "berlin", "65000:7").line == 3);
  CHECK(vrf_place(*parts.config, "bonn", "red").column == 41);
  CHECK(render(*parts.config, false)
            .find("sites.berlin.vrfs: "
                  "{\"65000:7\":[\"10.0.99.128/25\"],\"mgmt\":[\"10.0.99.0/24\"]}") !=
        std::string::npos);
}

TEST_CASE("parts are of the site's networks, in one VRF each, and no other site's in that VRF") {
  CHECK(ReadVrfs("sites:\n"
                 "  a: {networks: [10.0.0.0/16], vrfs: {x: [10.1.0.0/24, 10.0.1.0/24], y: "
                 "[10.0.1.0/24]}}\n")
            .troubles ==
        "muster.yaml:2:43: error: network \"10.1.0.0/24\" is in none of site \"a\"\n"
        "    2 |   a: {networks: [10.0.0.0/16], vrfs: {x: [10.1.0.0/24, 10.0.1.0/24], y: "
        "[10.0.1.0/24]}}\n"
        "      |                                           ^\n"
        "  fix: add it to networks: of the site\n"
        "muster.yaml:2:74: error: network \"10.0.1.0/24\" is in VRF \"x\", too\n"
        "    2 |   a: {networks: [10.0.0.0/16], vrfs: {x: [10.1.0.0/24, 10.0.1.0/24], y: "
        "[10.0.1.0/24]}}\n"
        "      |                                                                          ^\n"
        "  fix: keep one of the two\n");
  const std::string same =
      ReadVrfs(
          "sites:\n"
          "  a: {networks: [10.0.0.0/16], vrf: red, vrfs: {mgmt: [10.0.1.0/24]}}\n"
          "  b: {networks: [10.0.1.0/24], vrf: mgmt}\n")
          .troubles;
  CHECK(same.find("network \"10.0.1.0/24\" of site \"b\" is in site \"a\" too") !=
        std::string::npos);
  CHECK(ReadVrfs("sites:\n  a: {vrfs: [x]}\n").troubles ==
        "muster.yaml:2:13: error: vrfs must be a mapping of VRFs to networks\n"
        "    2 |   a: {vrfs: [x]}\n"
        "      |             ^\n"
        "  fix: write {mgmt: [10.20.99.0/24]}\n");
}

TEST_CASE("an address of two sites leads back to the names of one of them") {
  const std::string head = "sites:\n  red: {domain: red.example, networks: [10.0.0.0/16], vrf: red";
  const std::string blue =
      "}\n  blue: {domain: blue.example, networks: [10.0.0.0/24], vrf: blue}\n";
  CHECK(ReadVrfs(head + blue).troubles.empty());
  CHECK(ReadVrfs(head + blue + unbound_there).troubles ==
        "muster.yaml:3:43: error: network \"10.0.0.0/24\" of site \"blue\" lies in 10.0.0.0/16 of "
        "site \"red\", and in DNS an address leads back to one of them\n"
        "    3 |   blue: {domain: blue.example, networks: [10.0.0.0/24], vrf: blue}\n"
        "      |                                           ^\n"
        "  why: the other stands in muster.yaml:2:41\n"
        "  fix: write reverse: false at the site whose addresses shall not\n");
  CHECK(ReadVrfs(head + ", reverse: false" + blue + unbound_there).troubles.empty());
}
