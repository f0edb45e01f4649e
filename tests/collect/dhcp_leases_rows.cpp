#include <random>

#include "leases_scene.h"

using namespace muster;
using namespace muster::lease_test;

namespace {

using Read = void (*)(const LeaseText&, LeaseTable&);

LeaseRows rows_of(Read read, const std::string& text) {
  LeaseTable table;
  read({"the file", text}, table);
  return std::move(table).finish(kNow);
}

LeaseRows rows_of_file(Read read, const std::string& name) {
  LeaseRows rows = rows_of(read, slurp(folder() + name));
  CHECK(render(rows.trouble) == "");
  return rows;
}

}  // namespace

TEST_CASE("dnsmasq: each bound lease is a fact, each other row a counted drop") {
  const LeaseRows rows = rows_of_file(read_dnsmasq_leases, "dnsmasq.leases");
  CHECK(
      shown(rows.facts) ==
      Strings{"lease 10.20.4.17 02:4d:00:00:00:11 name web1", "lease 10.20.4.18 02:4d:00:00:00:12",
              "lease 10.20.4.20 02:4d:00:00:00:14 duid 00030001024d00000014 name odd",
              "lease 2001:db8:4::17 02:4d:00:00:00:11 duid 000100012a000002024d00000011 name web1",
              "lease 2001:db8:4::18 - duid 0004112233445566778899aabbccddeeff00"});
  CHECK(rows.dropped == Dropped{{"expired", 1}, {"no MAC or DUID", 1}});
}

TEST_CASE("dnsmasq: a broken line is named by line and column, and the others are read") {
  const LeaseRows rows = rows_of(read_dnsmasq_leases,
                                 "soon 02:4d:00:00:00:11 10.20.4.17 web1 *\n"
                                 "1 02:4d:00:00:00:11 10.20.4.17 web1\n"
                                 "1 02:4d:00:00:00:11 10.20.4.17 web1 * more\n"
                                 "\n"
                                 "1 02:4d:00:00:00:11 10.20.4 web1 *\n"
                                 "1 02:4d:00:00:00 10.20.4.17 web1 *\n"
                                 "1 x 2001:db8::1 web1 *\n"
                                 "1 02:4d:00:00:00:11 10.20.4.17 web1 01:zz\n"
                                 "0 02:4d:00:00:00:11 10.20.4.17 web1 *\r\n"
                                 "0 02:4d:00:00:00:12 10.20.4.18 we");
  CHECK(shown(rows.facts) == Strings{"lease 10.20.4.17 02:4d:00:00:00:11 name web1"});
  CHECK(rows.dropped == Dropped{{"broken", 7}, {"superseded", 1}});
  CHECK(rows.lost == 7);
  CHECK(
      render(rows.trouble) ==
      "the file:1:1: error: this is no time of expiry\n"
      "the file:2:36: error: a lease has 5 fields, and this 4\n"
      "the file:3:39: note: the rows from here on have more fields than muster knows; what follows "
      "is not read\n"
      "the file:5:21: error: this is no address\n"
      "the file:6:3: error: this is no MAC\n"
      "the file:7:3: error: this is no number\n"
      "the file:8:37: error: this is no client identifier\n"
      "the file:10:34: error: the line is cut off\n");
}

TEST_CASE("dnsmasq: lines of newer releases are passed over or read, and others are counted") {
  const LeaseRows rows = rows_of(read_dnsmasq_leases,
                                 "1800003600 02:4d:00:00:00:11 10.20.4.17 web1 *\n"
                                 "1800003600 02:4d:00:00:00:12 10.20.4.18 web2 * 7 x\n"
                                 "1800003600 02:4d:00:00:00:13 10.20.4.19 web3 * 7 x\n"
                                 "vendorclass 10.20.4.17 4d:53\n"
                                 "agent-info 10.20.4.17 01:03:70:2f:31:02:06:02:4d:00:00:09:01\n"
                                 "agent-info 10.20.4.18 01:09:70:2f:31\n"
                                 "agent-info 10.20.4.18 01:0\n"
                                 "agent-info 10.20.4.99 01:01:07\n"
                                 "agent-info 10.20.4.19 zz\n"
                                 "user-class 10.20.4.17 01:02\n"
                                 "user-class x 01:02\n");
  CHECK(shown(rows.facts) ==
        Strings{"lease 10.20.4.17 02:4d:00:00:00:11 name web1 on 0x024d00000901 p/1",
                "lease 10.20.4.18 02:4d:00:00:00:12 name web2",
                "lease 10.20.4.19 02:4d:00:00:00:13 name web3"});
  CHECK(rows.dropped == Dropped{{"broken", 2}, {"line of an unknown kind", 1}});
  CHECK(rows.lost == 3);
  CHECK(
      render(rows.trouble) ==
      "the file:2:48: note: the rows from here on have more fields than muster knows; what follows "
      "is not read\n"
      "the file:9:23: error: these are no octets\n"
      "the file:11:19: error: a lease has 5 fields, and this 3\n");
}

TEST_CASE("dnsmasq: a router without a clock writes how long leases are, and they are in use") {
  const LeaseRows rows = rows_of(read_dnsmasq_leases,
                                 "86400 02:4d:00:00:00:11 10.20.4.17 tv *\n"
                                 "999999999 02:4d:00:00:00:12 10.20.4.18 cam *\n"
                                 "1000000000 02:4d:00:00:00:13 10.20.4.19 old *\n");
  CHECK(shown(rows.facts) == Strings{"lease 10.20.4.17 02:4d:00:00:00:11 name tv",
                                     "lease 10.20.4.18 02:4d:00:00:00:12 name cam"});
  CHECK(rows.dropped == Dropped{{"expired", 1}});
}

TEST_CASE("of several leases of one MAC in a subnet the newest counts") {
  const LeaseRows dnsmasq = rows_of(read_dnsmasq_leases,
                                    "1800003600 02:4d:00:00:00:11 10.20.4.17 pxe *\n"
                                    "1800007200 02:4d:00:00:00:11 10.20.4.9 web1 *\n"
                                    "1800003600 02:4d:00:00:00:11 10.20.5.17 * *\n"
                                    "0 02:4d:00:00:00:11 10.20.4.20 fixed *\n");
  CHECK(shown(dnsmasq.facts) == Strings{"lease 10.20.4.9 02:4d:00:00:00:11 name web1",
                                        "lease 10.20.4.20 02:4d:00:00:00:11 name fixed",
                                        "lease 10.20.5.17 02:4d:00:00:00:11"});
  CHECK(dnsmasq.dropped == Dropped{{"older lease of its MAC", 1}});
  // A longer lease may be the older one.
  const LeaseRows kea =
      rows_of(read_kea_leases,
              "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,hostname,state\n"
              "10.0.1.1,02:4d:00:00:00:11,,86400,1800080000,7,old,0\n"
              "10.0.2.1,02:4d:00:00:00:11,,3600,1800002000,7,new,0\n"
              "10.0.2.2,02:4d:00:00:00:11,,3600,1800001000,8,other,0\n");
  CHECK(shown(kea.facts) == Strings{"lease 10.0.2.1 02:4d:00:00:00:11 name new",
                                    "lease 10.0.2.2 02:4d:00:00:00:11 name other"});
  const LeaseRows isc = rows_of(read_isc_leases,
                                "lease 10.0.1.1 {\n  starts 4 2027/01/14 08:00:00;\n"
                                "  cltt 5 2027/01/15 07:00:00;\n  ends never;\n"
                                "  hardware ethernet 02:4d:00:00:00:11;\n}\n"
                                "lease 10.0.1.2 {\n  starts epoch 1799999000;\n  ends never;\n"
                                "  hardware ethernet 02:4d:00:00:00:11;\n}\n");
  CHECK(shown(isc.facts) == Strings{"lease 10.0.1.2 02:4d:00:00:00:11"});
}

TEST_CASE("Kea: states and kinds of leases that muster does not know are counted by them") {
  const LeaseRows rows = rows_of(read_kea_leases,
                                 "address,duid,valid_lifetime,expire,lease_type,hostname,state\n"
                                 "2001:db8::1,00:04:11:22,7200,1800003600,0,a,0\n"
                                 "2001:db8::1,00:04:11:22,7200,1800003600,0,a,9\n"
                                 "2001:db8::2,00:04:11:23,7200,1800003600,0,registered,4\n"
                                 "2001:db8::3,00:04:11:24,7200,1800003600,5,b,0\n"
                                 "2001:db8::4,00:04:11:25,4294967296,1800003600,0,b,0\n"
                                 "2001:db8::5,00:04:11:26,7200,1800003600,0,c,0,one,more\n");
  CHECK(shown(rows.facts) == Strings{"lease 2001:db8::2 - duid 00041123 name registered",
                                     "lease 2001:db8::5 - duid 00041126 name c"});
  CHECK(rows.dropped == Dropped{{"broken", 1},
                                {"lease type 5 is not known", 1},
                                {"state 9 is not known", 1},
                                {"superseded", 1}});
  CHECK(rows.lost == 3);
  CHECK(
      render(rows.trouble) ==
      "the file:6:25: error: no lease is as long as this\n"
      "the file:7:47: note: the rows from here on have more fields than muster knows; what follows "
      "is not read\n");
}

TEST_CASE("Kea: names are written as in a zone file, and read as what they are") {
  const auto name = [](const std::string& text) {
    const LeaseRows rows = rows_of(read_kea_leases,
                                   "address,hwaddr,valid_lifetime,expire,hostname,state\n"
                                   "10.0.0.1,02:4d:00:00:00:01,3600,1800003600," +
                                       text + ",0\n");
    return rows.facts.at(0).names.empty() ? "" : rows.facts.at(0).names[0].name;
  };
  CHECK(name("b\\195\\188ro-pc.") == "b\xc3\xbcro-pc");
  CHECK(name("\\171\\165") == "\\xab\\xa5");
  CHECK(name("a\\.b\\\\c.lab.example.") == "a.b\\c.lab.example");
  CHECK(name("a\\300") == "a300");
  CHECK(name("a\\12") == "a12");
  CHECK(name("a\\") == "a\\");
  CHECK(name("a\\04") == "a04");
}

TEST_CASE("ISC: the last entry of a lease counts, with its option 82") {
  const LeaseRows rows = rows_of_file(read_isc_leases, "dhcpd.leases");
  CHECK(shown(rows.facts) ==
        Strings{"lease 10.20.5.17 02:4d:00:00:00:21 name web\"1 on 0x024d00000901 ge-0/0/7",
                "lease 10.20.5.18 02:4d:00:00:00:22 fixed",
                "lease 10.20.5.19 02:4d:00:00:00:23 duid 00030001024d00000023 on 0x00040007"});
  CHECK(rows.dropped == Dropped{{"abandoned", 1},
                                {"backup", 1},
                                {"expired", 1},
                                {"free", 1},
                                {"no MAC or DUID", 1},
                                {"superseded", 1}});
}

TEST_CASE("ISC: addresses of IPv6 are leases, delegated prefixes are not") {
  const LeaseRows rows = rows_of_file(read_isc_leases, "dhcpd6.leases");
  CHECK(shown(rows.facts) == Strings{"lease 2001:db8:5::17 02:4d:00:00:00:30 duid "
                                     "00030001024d00000030 name web1.berlin.example"});
  CHECK(rows.dropped == Dropped{{"delegated prefix", 1}, {"released", 1}});
}

TEST_CASE("ISC: after a broken declaration the next one is read") {
  const LeaseRows rows = rows_of(read_isc_leases,
                                 "lease 10.20.5 {\n"
                                 "  ends never;\n"
                                 "}\n"
                                 "lease 10.20.5.1 {\n"
                                 "  ends 5 2027/13/15 08:00:00;\n"
                                 "}\n"
                                 "lease 10.20.5.2 {\n"
                                 "  client-hostname \"open;\n"
                                 "}\n"
                                 "lease 10.20.5.3 {\n"
                                 "  hardware ethernet 02:4d\n"
                                 "}\n"
                                 "pool x;\n"
                                 "lease 10.20.5.4 {\n"
                                 "  uid 1:2:zz;\n"
                                 "}\n"
                                 "}\n"
                                 "ia-na \"abc\" {\n"
                                 "}\n"
                                 "lease 10.20.5.5 { hardware ethernet 02:4d:00:00:00:21; }\n"
                                 "lease 10.20.5.6 {\n"
                                 "  ends never;\n");
  CHECK(shown(rows.facts) == Strings{"lease 10.20.5.5 02:4d:00:00:00:21"});
  Strings told;
  for (const Error& error : rows.trouble.items()) {
    told.push_back(std::to_string(error.where.line) + ":" + std::to_string(error.where.column) +
                   " " + error.message);
  }
  CHECK(told == Strings{"1:7 this is no address", "5:21 this is no time",
                        "8:19 the text in quotes has no end", "12:1 there is no \";\"",
                        "13:1 this is no declaration of a lease file", "15:7 these are no octets",
                        "18:7 this is no identity association and DUID",
                        "23:1 the declaration is cut off"});
  CHECK(rows.dropped == Dropped{{"broken", 8}});
}

TEST_CASE("Kea: rows by their header, the last of an address counts") {
  const LeaseRows rows = rows_of_file(read_kea_leases, "kea4.csv");
  CHECK(shown(rows.facts) == Strings{"lease 10.20.6.17 02:4d:00:00:00:31 name web1.berlin.example",
                                     "lease 10.20.6.18 02:4d:00:00:00:32 name a,b on "
                                     "0x02060800 ge-0/0/7",
                                     "lease 10.20.6.19 02:4d:00:00:00:33 on 0x0007",
                                     "lease 10.20.6.24 - duid 00020000ab11"});
  CHECK(rows.dropped == Dropped{{"declined", 1},
                                {"expired", 2},
                                {"no MAC or DUID", 1},
                                {"released", 1},
                                {"superseded", 1}});
}

TEST_CASE("Kea: IPv6 leases have a DUID, and a MAC where it is in it or beside it") {
  const LeaseRows rows = rows_of_file(read_kea_leases, "kea6.csv");
  CHECK(shown(rows.facts) ==
        Strings{"lease 2001:db8:6::17 02:4d:00:00:00:41 duid 00030001024d00000041 name web1",
                "lease 2001:db8:6::18 02:4d:00:00:00:42 duid 00041122"});
  CHECK(rows.dropped == Dropped{{"delegated prefix", 1}});
}

TEST_CASE("Kea: a row that does not fit its header is broken, a header without columns all rows") {
  const std::string header = "address,hwaddr,client_id,valid_lifetime,expire,state\n";
  const LeaseRows rows = rows_of(read_kea_leases, header +
                                                      "10.0.0.1,02:4d:00:00:00:01,,60\n"
                                                      "10.0.0,02:4d:00:00:00:01,,60,1,0\n"
                                                      "10.0.0.1,02:4d:00:00:00:01,,60,-1,0\n"
                                                      "10.0.0.1,02:4d:00:00:00:01,1:,60,1,0\n"
                                                      "10.0.0.1,02:4d:00:00:00:01,,60,9e9,\n");
  Strings told;
  for (const Error& error : rows.trouble.items()) {
    told.push_back(std::to_string(error.where.line) + ":" + std::to_string(error.where.column) +
                   " " + error.message);
  }
  CHECK(told == Strings{"2:31 a row has 6 columns here, and this 4", "3:1 this is no address",
                        "4:32 column expire is no number",
                        "5:28 column client_id is no list of octets",
                        "6:32 column expire is no number"});
  CHECK(rows.dropped == Dropped{{"broken", 5}});
  const LeaseRows other = rows_of(read_kea_leases, "address,hwaddr,state\n10.0.0.1,x,0\n");
  CHECK(other.dropped == Dropped{{"broken", 2}});
  CHECK(render(other.trouble) ==
        "the file:1:1: error: the header has no column \"valid_lifetime\"\n");
}

TEST_CASE("whatever is cut from a lease file, every row is a fact or a drop, and never two") {
  std::mt19937 random(7);
  const std::vector<std::pair<Read, std::string>> samples{
      {read_dnsmasq_leases, slurp(folder() + "dnsmasq.leases")},
      {read_isc_leases, slurp(folder() + "dhcpd.leases")},
      {read_kea_leases, slurp(folder() + "kea4.csv")}};
  for (const auto& [read, text] : samples) {
    for (int i = 0; i < 300; ++i) {
      std::string bent = text;
      bent.erase(random() % bent.size(), random() % 40);
      if (!bent.empty()) bent[random() % bent.size()] = static_cast<char>(random());
      const LeaseRows rows = rows_of(read, bent);
      std::set<std::string> names;
      for (const LeaseFact& fact : rows.facts) CHECK(names.insert(describe(fact)).second);
      const auto broken = rows.dropped.find("broken");
      CHECK((broken != rows.dropped.end()) == rows.trouble.has_errors());
    }
  }
}

TEST_CASE("many broken lines are told once more than twenty") {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "x\n";
  const LeaseRows rows = rows_of(read_dnsmasq_leases, text + std::string(70'000, 'y') + "\n");
  CHECK(rows.dropped == Dropped{{"broken", 1001}});
  REQUIRE(rows.trouble.items().size() == 21);
  CHECK(render(rows.trouble.items().back()) == "the file: error: 981 more rows cannot be read\n");
}
