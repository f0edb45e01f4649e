#include <catch2/catch.hpp>

#include "dns_host.h"
#include "target/dns/unbound/file.h"

namespace muster::unbound {
namespace {

using dns_test::host_file;

const ZoneRecord web1{"web1.berlin.example", "A", "10.20.4.17", 3600, "7k2m9qx4td", "berlin"};
const ZoneRecord web1_reverse{
    "17.4.20.10.in-addr.arpa", "PTR", "web1.berlin.example", 3600, "7k2m9qx4td", "berlin"};

Content content_of(const std::vector<ZoneRecord>& records, const std::vector<Zone>& zones) {
  Content content;
  for (const Zone& zone : zones) content.zones[zone.name] = zone;
  for (const ZoneRecord& record : records) content.records[record_key(record)] = record;
  return content;
}

Zone zone(const std::string& name) { return {name, "typetransparent", "", ""}; }

std::string failure(const std::string& text) {
  try {
    parse(text, "muster.conf");
  } catch (const Error& error) {
    return muster::render(error);
  }
  return "nothing was thrown";
}

Config berlin(const std::string& network) {
  Config config;
  SiteConfig site;
  site.slug = "berlin";
  site.domain = "berlin.example";
  site.networks = {parse_cidr(network).value()};
  config.sites["berlin"] = site;
  ClassConfig server;
  server.name = "server";
  server.dns = true;
  config.classifications["server"] = server;
  return config;
}

std::vector<std::string> keys_for(const HostFile& file, const Config& config) {
  const HostFile* const files[]{&file};
  std::vector<std::string> keys;
  for (const Resource& resource : dns::desired(files, config, 300)) {
    keys.push_back(resource.key.text());
  }
  return keys;
}

}  // namespace

TEST_CASE("the file says who owns it, its zones and its records with their hosts") {
  const Zone own{"web1.berlin.example", "typetransparent", "7k2m9qx4td", "berlin"};
  CHECK(
      render(content_of({web1, web1_reverse}, {zone("4.20.10.in-addr.arpa"), own})) ==
      "# muster owns this file: it is written from the inventory and edits are lost.\n"
      "# Every record ends in the id and site of its host; muster reads them back.\n"
      "# A name or type without a record here is resolved as if this file were not here, so that\n"
      "# what other servers say of these domains is not hidden.\n"
      "server:\n"
      "local-zone: \"4.20.10.in-addr.arpa.\" typetransparent\n"
      "local-zone: \"web1.berlin.example.\" typetransparent # 7k2m9qx4td berlin\n"
      "local-data: \"17.4.20.10.in-addr.arpa. 3600 IN PTR web1.berlin.example.\" # 7k2m9qx4td "
      "berlin\n"
      "local-data: \"web1.berlin.example. 3600 IN A 10.20.4.17\" # 7k2m9qx4td berlin\n");
}

TEST_CASE("what is rendered is read back unchanged") {
  const ZoneRecord v6{"web1.berlin.example", "AAAA", "2001:db8::17", 60, "7k2m9qx4td", "ber_LIN-2"};
  const Zone own{"web1.berlin.example", "typetransparent", "7k2m9qx4td", "berlin"};
  const Content content = content_of({web1, web1_reverse, v6}, {zone("berlin.example"), own});
  CHECK(parse(render(content), "muster.conf") == content);
  CHECK(parse(render({}), "muster.conf") == Content{});
  CHECK(parse("", "muster.conf") == Content{});
  CHECK(parse("\n \n", "muster.conf") == Content{});
}

TEST_CASE("a file that muster did not write is refused") {
  CHECK(failure("server:\n") ==
        "muster.conf:1:1: error: this file was not written by muster, so it is left alone\n"
        "    1 | server:\n"
        "      | ^\n"
        "  fix: move the file away, or point targets.<name>.file at one that muster may own\n");
}

TEST_CASE("a line that muster did not write stays, behind muster's own") {
  const std::string good = render(content_of({web1}, {zone("berlin.example")}));
  for (const std::string line :
       {"forward-zone:", "local-data: \"web1.berlin.example. 3600 IN A 10.20.4.17\"",
        "local-data: \"web1.berlin.example. x IN A 10.20.4.17\" # a b",
        "local-data: \"web1.berlin.example. 3600 IN A 10.20.4\" # a b",
        "local-data: \"web1.berlin.example 3600 IN A 10.20.4.17\" # a b",
        "local-data: \"web1.berlin.example. 3600 IN TXT x\" # a b",
        "local-zone: \"elsewhere.example.\" static"}) {
    const Content content = parse(good + line + "\n", "muster.conf");
    CHECK(content.foreign == std::vector<ForeignLine>{{line, 8}});
    CHECK(render(content) == good + line + "\n");
    CHECK(content.damage.empty());
  }
}

TEST_CASE("a zone with muster's records is muster's, whatever type somebody gave it") {
  const std::string text = "local-zone: \"berlin.example.\" static\n";
  const Content content = parse(render(content_of({web1}, {})) + text, "muster.conf");
  CHECK(content.foreign.empty());
  CHECK(content.zones.at("berlin.example").type == "static");
}

TEST_CASE("a line that is cut off is told and not kept") {
  const std::string good = render(content_of({web1}, {}));
  const Content content = parse(good + "local-data: \"web2.berl", "muster.conf");
  CHECK(render(content.damage) ==
        "muster.conf:7:1: warning: this line is cut off or no line of unbound.conf\n"
        "    7 | local-data: \"web2.berl\n"
        "      | ^\n"
        "  fix: it goes when muster writes the file again\n");
  CHECK(render(content) == good);
}

TEST_CASE("two lines of one host, type and address are both seen") {
  ZoneRecord again = web1;
  again.name = "web9.berlin.example";
  const std::string line = "local-data: \"" + data_of(again) + "\" # 7k2m9qx4td berlin\n";
  const Content content = parse(render(content_of({web1}, {})) + line, "muster.conf");
  REQUIRE(content.records.size() == 2);
  CHECK(content.records.at(Key("record", "7k2m9qx4td/A/10.20.4.17#2")) == again);
}

TEST_CASE("a host gets its addresses both ways, and its zones") {
  CHECK(keys_for(host_file("7k2m9qx4td", "Web1", {"10.20.4.17/24"}), berlin("10.20.0.0/16")) ==
        std::vector<std::string>{"record:7k2m9qx4td/A/10.20.4.17",
                                 "record:7k2m9qx4td/PTR/17.4.20.10.in-addr.arpa",
                                 "zone:20.10.in-addr.arpa", "zone:berlin.example"});
}

TEST_CASE("a name leads to the address that stands for its host, and every address to the name") {
  HostFile host = host_file("7k2m9qx4td", "gw",
                            {"10.20.9.1/24", "10.20.4.1/24", "2001:db8::9/64", "2001:db8::1/64"});
  const std::vector<std::string> both_ways{"record:7k2m9qx4td/A/10.20.4.1",
                                           "record:7k2m9qx4td/AAAA/2001:db8::1",
                                           "record:7k2m9qx4td/PTR/1.9.20.10.in-addr.arpa",
                                           "record:7k2m9qx4td/PTR/1.4.20.10.in-addr.arpa",
                                           "zone:20.10.in-addr.arpa",
                                           "zone:berlin.example"};
  host.host.observed.primary = {*parse_cidr("10.20.4.1/24"), *parse_cidr("2001:db8::1/64")};
  CHECK(keys_for(host, berlin("10.20.0.0/16")) == both_ways);
  host.host.observed.primary.clear();
  CHECK(keys_for(host, berlin("10.20.0.0/16")).front() == "record:7k2m9qx4td/A/10.20.9.1");
}

TEST_CASE("an alias is a CNAME, or for Unbound, which does not follow one, the addresses") {
  HostFile host = host_file("7k2m9qx4td", "web1", {"10.20.4.17/24", "2001:db8::17/64"});
  host.host.aliases = {"www", "shop.other.example"};
  const HostFile* const files[]{&host};
  const auto labels = [&](dns::Aliases how) {
    std::vector<std::string> out;
    for (const Resource& one : dns::desired(files, berlin("10.20.0.0/16"), 300, how)) {
      const bool alias = one.fields.contains("alias");
      if (alias) out.push_back(one.label + " " + text_of(one.fields, "value"));
      if (alias) CHECK(one.needs.empty() == one.label.view().ends_with("other.example"));
    }
    return out;
  };
  CHECK(labels(dns::Aliases::cname) ==
        std::vector<std::string>{"CNAME www.berlin.example web1.berlin.example",
                                 "CNAME shop.other.example web1.berlin.example"});
  CHECK(labels(dns::Aliases::addresses) ==
        std::vector<std::string>{
            "A www.berlin.example 10.20.4.17", "AAAA www.berlin.example 2001:db8::17",
            "A shop.other.example 10.20.4.17", "AAAA shop.other.example 2001:db8::17"});
  host.host.observed.interfaces.clear();
  CHECK(labels(dns::Aliases::cname).empty());
}

TEST_CASE("names in other letters go into DNS as it has them") {
  HostFile host = host_file("7k2m9qx4td", "b\u00fccherei", {"10.20.4.17/24"});
  host.host.aliases = {"\u00fcber"};
  CHECK(keys_for(host, berlin("10.20.0.0/16")) ==
        std::vector<std::string>{"record:7k2m9qx4td/A/10.20.4.17",
                                 "record:7k2m9qx4td/PTR/17.4.20.10.in-addr.arpa",
                                 "record:7k2m9qx4td/CNAME/xn--ber-goa.berlin.example",
                                 "zone:20.10.in-addr.arpa", "zone:berlin.example"});
  const HostFile* const files[]{&host};
  CHECK(text_of(dns::desired(files, berlin("10.20.0.0/16"), 300).front().fields, "name") ==
        "xn--bcherei-n2a.berlin.example");
}

TEST_CASE("an alias is told from the name of its host in the file") {
  ZoneRecord alias = web1;
  alias.name = "www.berlin.example";
  alias.alias = true;
  const Content content = content_of({web1, alias}, {});
  CHECK_THAT(render(content), Catch::Contains("www.berlin.example. 3600 IN A 10.20.4.17\" # "
                                              "7k2m9qx4td berlin alias\n"));
  CHECK(parse(render(content), "muster.conf") == content);
}

TEST_CASE("the time to live is the classification's where it says one, else the target's") {
  const HostFile host = host_file("7k2m9qx4td", "web1", {"10.20.4.17/24"});
  const HostFile* const files[]{&host};
  Config config = berlin("10.20.0.0/16");
  CHECK(std::get<int64_t>(dns::desired(files, config, 300).at(0).fields.at("ttl")) == 300);
  config.classifications["server"].ttl = 60;
  config.classifications["server"].where = {"muster.yaml", 9, 1, ""};
  const auto resources = dns::desired(files, config, 300);
  CHECK(std::get<int64_t>(resources.at(0).fields.at("ttl")) == 60);
  CHECK(resources.at(1).places.at("ttl").line == 9);
}

TEST_CASE("an IPv6 network ends on a nibble to be a zone") {
  const HostFile host = host_file("7k2m9qx4td", "web1", {"2001:db8::1/64"});
  CHECK(keys_for(host, berlin("2001:db8::/32")).at(2) == "zone:8.b.d.0.1.0.0.2.ip6.arpa");
  CHECK(keys_for(host, berlin("2001:db8::/33")).at(2) == "zone:berlin.example");
}

TEST_CASE("a site whose addresses are another's to lead back has forward records only") {
  Config config = berlin("10.20.0.0/16");
  config.sites["berlin"].reverse = false;
  CHECK(keys_for(host_file("7k2m9qx4td", "web1", {"10.20.4.17/24"}), config) ==
        std::vector<std::string>{"record:7k2m9qx4td/A/10.20.4.17", "zone:berlin.example"});
}

TEST_CASE("an address outside the networks of the site has no reverse record") {
  CHECK(keys_for(host_file("7k2m9qx4td", "web1", {"192.0.2.7/24", "fe80::1/64"}),
                 berlin("10.20.0.0/16")) ==
        std::vector<std::string>{"record:7k2m9qx4td/A/192.0.2.7", "zone:berlin.example"});
}

TEST_CASE("a host without DNS in its classification, domain or name has no records") {
  const HostFile host = host_file("7k2m9qx4td", "web1", {"10.20.4.17/24"});
  Config config = berlin("10.20.0.0/16");
  config.classifications["server"].dns = false;
  CHECK(keys_for(host, config).empty());
  config = berlin("10.20.0.0/16");
  config.sites["berlin"].domain = "";
  CHECK(keys_for(host, config).empty());
  CHECK(keys_for(host_file("7k2m9qx4td", "", {"10.20.4.17/24"}), berlin("10.20.0.0/16")).empty());
}

}  // namespace muster::unbound
