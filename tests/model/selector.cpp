#include "model/selector.h"

#include <catch2/catch.hpp>

#include "core/text.h"

using namespace muster;

namespace {

Host web() {
  Host host;
  host.id = "7k2m9qx4td";
  host.classification = "server";
  host.name = "web1";
  host.tags = {"dmz", "two words"};
  Observed& seen = host.observed;
  seen.name = "localname";
  seen.site = "berlin";
  seen.vendor = "Super Micro Computer, Inc.";
  parse_day("2026-08-21", seen.first_seen);
  seen.proposed = {"vm", "guests", {"proxmox"}};
  seen.interfaces = {{"net0",
                      parse_mac("bc:24:11:aa:bb:cc"),
                      {*parse_cidr("10.20.4.17/24"), *parse_cidr("2001:db8::7/64")},
                      {20, 30}}};
  seen.guest = GuestFact{};
  seen.names = {{"web1.lan", NameSource::ptr}, {"localname", NameSource::lease}};
  seen.roles = {"phone"};
  seen.sources = {"mikrotik:core", "proxmox:pve1"};
  seen.attached = {{"sw-b1-04", "Gi1/0/12", Confidence::likely, {}}};
  seen.attention = {"duplicate-of:dp2vzt9ep3", "ip-conflict"};
  return host;
}

bool selects(std::string_view text) {
  return Selector::parse(text).matches(web(), "hosts/berlin/web1--7k2m9qx4td.yaml");
}

std::string refusal(std::string_view text) {
  try {
    Selector::parse(text);
  } catch (const Error& error) {
    CHECK(error.exit == Exit::usage);
    return render(error);
  }
  return "accepted";
}

}  // namespace

TEST_CASE("a selector matches what it says") {
  const auto text = GENERATE(
      as<std::string>{}, "id = 7k2m9qx4td", "name = web1", "slug = web1", "site = berlin",
      "class = server", "approval = pending", "state = present", "vendor ~ \"super micro*\"",
      "mac = BC-24-11-AA-BB-CC", "mac ~ bc:24:11:*", "ip = 10.20.4.17", "ip = 2001:DB8:0::7",
      "ip in 10.20.0.0/16", "ip in (10.9.9.9, 10.20.4.0/24)", "subnet = 10.20.4.0/24",
      "subnet in 10.20.0.0/16", "rule = guests", "proposed = vm", "attention has ip-conflict",
      "attention has duplicate-of", "tag has \"two words\"", "tag = dmz", "source has proxmox:pve1",
      "first_seen < 2026-09-01", "first_seen > 2026-08-20", "path ~ hosts/berlin/*", "vlan = 20",
      "vlan > 25", "vlan in (1, 30)", "name =~ ^web[0-9]$", "name =~ \"^(web|db)\\d\"",
      "vendor =~ \"Computer, Inc\\.\"", "platform = \"\"",
      "class in (server, vm) and not approval = approved", "name != db1", "vlan != 40",
      "site = munich or site = berlin and class = server", "NOT (site = munich OR class = vm)",
      "name=web1 and(vlan=20)", "switch = sw-b1-04 and port ~ \"Gi1/0/*\"",
      "confidence in (certain, likely)", "sources has proxmox:pve1", "guest = vm",
      "names ~ (db*, local*)", "vendor ~ (dell*, \"super micro*\")", "vlan_count = 2",
      "vlan_count > 1", "role in (switch, phone)");
  INFO(text);
  CHECK(selects(text));
}

TEST_CASE("a selector leaves out what it does not say") {
  const auto text = GENERATE(
      as<std::string>{}, "name = localname", "state = gone", "ip in 10.30.0.0/16",
      "subnet in 10.20.4.0/25", "vlan != 20", "ip != 10.20.4.17", "vlan > 30", "tag has dm",
      "attention has ip", "first_seen > 2026-08-21", "name =~ ^eb", "not name = web1",
      "site = munich and class = server", "(site = berlin) and (class = vm)");
  INFO(text);
  CHECK(!selects(text));
}

TEST_CASE("a mistake in a selector is shown with its place and a way out") {
  CHECK(refusal("stat = present") ==
        "selector:1:1: error: \"stat\" is not a field\n"
        "    1 | stat = present\n"
        "      | ^\n"
        "  fix: did you mean \"state\"?\n");
  CHECK(refusal("approval = aproved") ==
        "selector:1:12: error: \"aproved\" is not a word of approval\n"
        "    1 | approval = aproved\n"
        "      |            ^\n"
        "  fix: did you mean \"approved\"?\n");
  CHECK(refusal("name web1") ==
        "selector:1:6: error: \"name\" needs an operator\n"
        "    1 | name web1\n"
        "      |      ^\n"
        "  fix: use one of = != ~ =~ in < > has, then a value\n");
  CHECK(refusal("ip = 10.0.0.0/8") ==
        "selector:1:6: error: \"10.0.0.0/8\" is a network\n"
        "    1 | ip = 10.0.0.0/8\n"
        "      |      ^\n"
        "  fix: use ip in 10.0.0.0/8\n");
}

TEST_CASE("what is not a selector is refused") {
  const auto text = GENERATE(as<std::string>{}, "", "and", "name", "name =", "name = a b",
                             "(name = a", "name = a)", "name = \"a", "name in (a, b", "name in (",
                             "mac = zz", "vlan = x", "first_seen < soon", "name < a", "name has a",
                             "not", "name = a and", "name ! a", "name =~ \"(\"", "ip = \"\"",
                             "subnet = 10", "name = \xff", "vlan < 99999999999999999999");
  INFO(text);
  CHECK(refusal(text) != "accepted");
}

TEST_CASE("selectors are bounded in length, depth and steps") {
  CHECK(refusal("name = " + std::string(5000, 'a')) ==
        "error: the selector is longer than 4096 bytes\n  fix: use a shorter one\n");
  CHECK(
      refusal(std::string(40, '(') + "name = a" + std::string(40, ')')).find("nested too deeply") !=
      std::string::npos);
  std::string nots;
  for (int i = 0; i < 40; ++i) nots += "not ";
  CHECK(refusal(nots + "name = a").find("nested too deeply") != std::string::npos);
  Host host = web();
  host.name = std::string(60, 'a') + "!";
  const Selector slow = Selector::parse("name =~ \"^(a+)+$\"");
  CHECK_THROWS_WITH(slow.matches(host, ""), "the regular expression \"^(a+)+$\" takes too long");
}

TEST_CASE("a selector tells why it matches, without what stands under a not") {
  const auto why = [](std::string_view text) {
    const auto because = Selector::parse(text).reasons(web(), "");
    return because ? join(*because, "; ") : "it does not match";
  };
  CHECK(why("vendor ~ super*") == "vendor Super Micro Computer, Inc.");
  CHECK(why("names ~ (db*, local*) and vlan > 25") == "names localname; vlan 30");
  CHECK(why("(vlan = 20 and site = munich) or site = berlin") == "site berlin");
  CHECK(why("not site = munich and vlan != 7") == "");
  CHECK(why("vlan = 20 and site = munich") == "it does not match");
}

TEST_CASE("a selector of what was observed does not ask what is decided of it") {
  for (const std::string field :
       {"class", "approval", "name", "tag", "alias", "rule", "proposed", "attention", "path"}) {
    INFO(field);
    CHECK_THROWS_WITH(Selector::parse(field + " = approved", Asks::observed),
                      "\"" + field + "\" is not asked for here, because rules decide it");
  }
  CHECK_NOTHROW(Selector::parse("names ~ web* and id = 7k2m9qx4td", Asks::observed));
}
