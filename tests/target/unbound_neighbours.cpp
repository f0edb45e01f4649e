// 200 hosts among zones of every kind that others declared and served: all that they answered they
// answer afterwards, here and over SSH, in both styles.
#include "core/text.h"
#include "dns_checks.h"
#include "unbound_scene.h"
#include "wire/ssh_scene.h"

namespace muster::unbound_test {
namespace {

using Lines = std::vector<std::string>;

// What the rest of the world serves, also of muster's own domain.
constexpr const char* world_zone =
    "server:\n"
    "  local-zone: \".\" static\n"
    "  local-data: \"example. MX 10 mail.example.\"\n"
    "  local-data: \"berlin.example. MX 10 mail.berlin.example.\"\n"
    "  local-data: \"berlin.example. A 192.0.2.1\"\n"
    "  local-data: \"old.berlin.example. A 192.0.2.2\"\n"
    "  local-data: \"h7.berlin.example. TXT theirs\"\n"
    "  local-data: \"web.stub.berlin.example. A 192.0.2.3\"\n"
    "  local-data: \"web.forward.berlin.example. A 192.0.2.4\"\n"
    "  local-data: \"web.partner.example. A 192.0.2.5\"\n"
    "  local-data: \"9.9.65.10.in-addr.arpa. PTR far.example.\"\n";

std::string declared(int world_port, const std::string& zone_file) {
  const std::string there = "127.0.0.1@" + std::to_string(world_port) + "\n";
  return "server:\n  do-not-query-localhost: no\n"
         "  local-zone: \"static.berlin.example.\" static\n"
         "  local-data: \"tv.static.berlin.example. A 10.9.9.1\"\n"
         "  local-zone: \"redirect.berlin.example.\" redirect\n"
         "  local-data: \"redirect.berlin.example. A 10.9.9.2\"\n"
         "  local-zone: \"transparent.berlin.example.\" transparent\n"
         "  local-data: \"tv.transparent.berlin.example. A 10.9.9.3\"\n"
         "  local-zone: \"typetransparent.berlin.example.\" typetransparent\n"
         "  local-data: \"tv.typetransparent.berlin.example. A 10.9.9.4\"\n"
         "  local-zone: \"refuse.berlin.example.\" refuse\n"
         "  local-zone: \"deny.berlin.example.\" always_nxdomain\n"
         "  local-zone: \"hamburg.example.\" static\n"
         "  local-data: \"web1.hamburg.example. A 10.9.9.5\"\n"
         "  local-zone: \"64.10.in-addr.arpa.\" static\n"
         "  local-data-ptr: \"10.64.1.1 web1.hamburg.example\"\n"
         "  local-zone: \"65.10.in-addr.arpa.\" transparent\n"
         "stub-zone:\n  name: \"stub.berlin.example\"\n  stub-addr: " +
         there + "forward-zone:\n  name: \"forward.berlin.example\"\n  forward-addr: " + there +
         "forward-zone:\n  name: \"65.10.in-addr.arpa\"\n  forward-addr: " + there +
         "forward-zone:\n  name: \".\"\n  forward-addr: " + there +
         "auth-zone:\n  name: \"auth.berlin.example\"\n  zonefile: \"" + zone_file + "\"\n";
}

// "NAME TYPE ANSWER"
const Lines theirs{
    "tv.static.berlin.example A NOERROR 10.9.9.1",
    "no.static.berlin.example A NXDOMAIN",
    "redirect.berlin.example A NOERROR 10.9.9.2",
    "any.redirect.berlin.example A NOERROR 10.9.9.2",
    "tv.transparent.berlin.example A NOERROR 10.9.9.3",
    "tv.transparent.berlin.example AAAA NOERROR",
    "no.transparent.berlin.example A NXDOMAIN",
    "tv.typetransparent.berlin.example A NOERROR 10.9.9.4",
    "tv.typetransparent.berlin.example AAAA NXDOMAIN",
    "any.refuse.berlin.example A REFUSED",
    "any.deny.berlin.example A NXDOMAIN",
    "web.stub.berlin.example A NOERROR 192.0.2.3",
    "no.stub.berlin.example A NXDOMAIN",
    "web.forward.berlin.example A NOERROR 192.0.2.4",
    "no.forward.berlin.example A NXDOMAIN",
    "auth.berlin.example SOA NOERROR a. b. 1 60 60 60 60",
    "web.auth.berlin.example A NOERROR 10.9.9.6",
    "no.auth.berlin.example A NXDOMAIN",
    "web1.hamburg.example A NOERROR 10.9.9.5",
    "web2.hamburg.example A NXDOMAIN",
    "web.partner.example A NOERROR 192.0.2.5",
    "example MX NOERROR 10 mail.example.",
    "berlin.example MX NOERROR 10 mail.berlin.example.",
    "berlin.example A NOERROR 192.0.2.1",
    "old.berlin.example A NOERROR 192.0.2.2",
    "no.berlin.example A NXDOMAIN",
    "h7.berlin.example TXT NOERROR \"theirs\"",
    "h7.berlin.example MX NOERROR",
    "1.1.64.10.in-addr.arpa PTR NOERROR web1.hamburg.example.",
    "2.1.64.10.in-addr.arpa PTR NXDOMAIN",
    "9.9.65.10.in-addr.arpa PTR NOERROR far.example.",
    "9.9.66.10.in-addr.arpa PTR NXDOMAIN",
    "1.1.168.192.in-addr.arpa PTR NXDOMAIN",
    "1.0.0.127.in-addr.arpa PTR NOERROR localhost.",
    "localhost A NOERROR 127.0.0.1",
    "localhost AAAA NOERROR ::1",
    "x.home.arpa A NXDOMAIN",
    "x.test A NXDOMAIN",
    "x.onion A NXDOMAIN",
    "x.invalid A NXDOMAIN",
};

struct Street : Scene {
  Street() {
    world.write_config(world_zone);
    world.start();
    write(folder / "zone",
          "@ 60 IN SOA a. b. 1 60 60 60 60\n@ 60 IN NS a.\nweb 60 IN A 10.9.9.6\n");
    write_config(declared(world.config.port, (folder / "zone").string()));
    start();
  }

  Resource wanted(const ZoneRecord& record) const override {
    Resource resource = dns::resource_of(record);
    const std::string zone = record.type != "PTR" ? "berlin.example"
                             : record.name.ends_with("ip6.arpa")
                                 ? "3.6.0.0.0.0.0.0.0.0.d.f.ip6.arpa"
                                 : "63.10.in-addr.arpa";
    resource.needs = {dns::zone_key(zone)};
    return resource;
  }

  Lines told_of_others() const {
    Lines out;
    for (const std::string& line : theirs) {
      const auto words = split(line, ' ');
      out.push_back(words[0] + " " + words[1] + " " + answer(words[0], words[1]));
    }
    return out;
  }

  Scene world;
};

// Of 200 hosts both addresses, both ways, and a further name.
std::vector<ZoneRecord> two_hundred() {
  std::vector<ZoneRecord> out;
  for (int i = 1; i <= 200; ++i) {
    const std::string number = std::to_string(i), name = "h" + number;
    const std::string v4 = "10.63." + std::to_string(i / 100) + "." + std::to_string(i % 100 + 1);
    const std::string v6 = render(parse_ip("fd00:0:63::" + number).value());
    for (const std::string& each : {name, "www" + number}) {
      out.push_back(a(each, v4));
      out.push_back({each + ".berlin.example", "AAAA", v6, 300, "", "berlin"});
      out.rbegin()[0].alias = out.rbegin()[1].alias = each != name;
    }
    out.push_back(ptr(name, v4));
    out.push_back(ptr(name, v6));
  }
  for (size_t i = 0; i < out.size(); ++i) out[i].host = "host" + std::to_string(i / 6);
  return out;
}

size_t answered(const Street& scene, const std::vector<ZoneRecord>& records) {
  const unbound::Door door{"127.0.0.1", scene.config.port};
  const auto now = unbound::served(door, records, test::real_time(), {});
  REQUIRE(now.known);
  return records.size() - now.missing.size() - now.silent.size();
}

}  // namespace

TEST_CASE(
    "of 200 hosts every record is answered, and all of others as before, in every kind of zone") {
  if (skipped() || ssh_test::without_sshd()) return;
  const std::vector<ZoneRecord> records = two_hundred();
  for (const bool over_ssh : {false, true}) {
    for (const char* style : {"local-data", "auth-zone"}) {
      INFO((over_ssh ? "over SSH, " : "here, ") << style);
      Street scene;
      std::optional<ssh_test::Sshd> sshd;
      scene.config.style = style;
      if (over_ssh) {
        sshd.emplace();
        scene.config.ssh = sshd->user + "@127.0.0.1:" + std::to_string(sshd->port);
        scene.config.identity = sshd->file("me");
        scene.config.known_hosts = sshd->file("known_hosts");
      }
      CHECK(scene.told_of_others() == theirs);
      CHECK(answered(scene, records) == 0);
      REQUIRE(all_done(scene.reconcile(records)));
      CHECK(answered(scene, records) == 1200);
      CHECK(scene.told_of_others() == theirs);
      CHECK(scene.reconcile(records).empty());
      REQUIRE(all_done(scene.reconcile({records[0]})));
      CHECK(answered(scene, records) == 1);
      CHECK(scene.told_of_others() == theirs);
    }
  }
}

}  // namespace muster::unbound_test
