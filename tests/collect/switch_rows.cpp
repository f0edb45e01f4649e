// The forwarding tables of a switch against decodes written from the RFCs alone, and properties.
#include <random>

#include "collect/switch/seen.h"
#include "collect/switch/values.h"
#include "rounds.h"
#include "switch_scene.h"

using namespace muster;
using namespace muster::test;

namespace {

const std::string kMib2 = "1.3.6.1.2.1.";

// Writes a recording and knows its values by their OIDs as text: all that the plain decodes see.
class Paper {
 public:
  explicit Paper(const std::string& object_id) {
    put(kMib2 + "1.2.0", "6", object_id);
    put(kMib2 + "1.5.0", "4", "paper");
  }
  void put(const std::string& oid, const std::string& type, const std::string& text,
           const std::string& context = "") {
    recordings[context].emplace_back(parse_oid(oid).value(), value_of(type, text));
    texts[context][oid] = text;
  }
  void interface(int index, const std::string& name) {
    put(kMib2 + "2.2.1.3." + std::to_string(index), "2", "6");
    put(kMib2 + "31.1.1.1.1." + std::to_string(index), "4", name);
  }
  std::string at(const std::string& oid, const std::string& context = "") const {
    const auto& all = texts.at(context);
    const auto found = all.find(oid);
    return found == all.end() ? "" : found->second;
  }

  Recordings recordings;
  std::map<std::string, std::map<std::string, std::string>> texts;
};

std::string dotted(Mac mac) {
  std::string text;
  for (int i = 0; i < 6; ++i) text += (i == 0 ? "" : ".") + std::to_string(mac.octet(i));
  return text;
}

std::string hex_of(Mac mac) {
  std::string text = render(mac);
  std::erase(text, ':');
  return text;
}

Strings decoded(const Paper& paper) {
  SwitchScene scene;
  scene.snmp.agents["10.0.0.9"] = paper.recordings;
  Strings rows;
  for (const std::string& row : forwarding_of(scene.look())) {
    rows.push_back(row.substr(0, row.find(" by ")));
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

// The rows of a column, taken apart at the dots: what follows the OID, and the value.
std::vector<std::pair<Strings, std::string>> column(const Paper& paper, const std::string& oid,
                                                    const std::string& context = "") {
  std::vector<std::pair<Strings, std::string>> rows;
  const auto all = paper.texts.find(context);
  if (all == paper.texts.end()) return rows;
  for (const auto& [key, text] : all->second) {
    if (key.starts_with(oid + ".")) rows.emplace_back(split(key.substr(oid.size() + 1), '.'), text);
  }
  return rows;
}

// The last six parts as a MAC.
std::string mac_text(const Strings& parts) {
  uint64_t bits = 0;
  for (size_t i = parts.size() - 6; i < parts.size(); ++i) {
    bits = bits << 8 | static_cast<uint64_t>(std::stoi(parts[i]));
  }
  return render(Mac(bits));
}

// RFC 4188: dot1dTpFdbPort is a port number, dot1dBasePortIfIndex its interface; RFC 2863 names it.
std::string port_text(const Paper& paper, const std::string& port, const std::string& context) {
  const std::string index = paper.at(kMib2 + "17.1.4.1.2." + port, context);
  return index.empty() ? "" : paper.at(kMib2 + "31.1.1.1.1." + index);
}

Strings sorted(Strings rows) {
  std::sort(rows.begin(), rows.end());
  return rows;
}

struct Dice {
  std::mt19937 engine;
  int below(int n) { return static_cast<int>(engine() % static_cast<unsigned>(n)); }
  Mac mac() { return Mac(0xBC2411000000ULL | (engine() & 0xFFFFFF)); }
};

// Ports 1 to 8 behind interfaces that are numbered otherwise.
void wire_ports(Paper& paper, Dice& dice, const std::string& context = "") {
  const int step = 100 + dice.below(50);
  for (int port = 1; port <= 8; ++port) {
    paper.put(kMib2 + "17.1.4.1.2." + std::to_string(port), "2", std::to_string(step + 3 * port),
              context);
    if (context.empty()) {
      paper.interface(step + 3 * port, "ge-" + std::to_string(port));
    } else {
      paper.interface(step + 3 * port, context + "-" + std::to_string(port));
    }
  }
}

}  // namespace

TEST_CASE("a plain decode of Q-BRIDGE by its RFC places every row alike") {
  for (int round = 0; round < rounds(60); ++round) {
    Dice dice{std::mt19937(static_cast<unsigned>(round))};
    const bool length = round % 2 == 1;  // some agents put the length of the MAC before it
    Paper paper("1.3.6.1.4.1.99999.1");
    wire_ports(paper, dice);
    for (int vlan = 10; vlan < 16; ++vlan) {  // RFC 4363: dot1qVlanFdbId by TimeMark and VLAN
      paper.put(kMib2 + "17.7.1.4.2.1.3.0." + std::to_string(vlan), "66",
                std::to_string(1 + dice.below(4)));
    }
    for (int i = 0; i < 50; ++i) {
      const std::string id = std::to_string(1 + dice.below(5)) + (length ? ".6." : ".");
      paper.put(kMib2 + "17.7.1.2.2.1.2." + id + dotted(dice.mac()), "2",
                std::to_string(1 + dice.below(9)));
    }
    Strings plain;
    for (const auto& [parts, port] : column(paper, kMib2 + "17.7.1.2.2.1.2")) {
      const std::string name = port_text(paper, port, "");
      if (name.empty()) continue;
      std::string row = mac_text(parts) + " " + name;
      for (int vlan = 10; vlan < 16; ++vlan) {
        const std::string oid = kMib2 + "17.7.1.4.2.1.3.0." + std::to_string(vlan);
        if (paper.at(oid) == parts[0]) row += " vlan " + std::to_string(vlan);
      }
      plain.push_back(row);
    }
    CHECK(decoded(paper) == sorted(plain));
  }
}

TEST_CASE("a plain decode of BRIDGE-MIB by its RFC places every row alike, numbered or not") {
  for (int round = 0; round < rounds(60); ++round) {
    Dice dice{std::mt19937(static_cast<unsigned>(round))};
    const bool numbered = round % 2 == 1;
    Paper paper("1.3.6.1.4.1.99999.1");
    wire_ports(paper, dice);
    for (int i = 1; i <= 50; ++i) {
      const Mac mac = dice.mac();
      const std::string key = numbered ? std::to_string(i) : dotted(mac);
      paper.put(kMib2 + "17.4.3.1.1." + key, "4x", hex_of(mac));
      paper.put(kMib2 + "17.4.3.1.2." + key, "2", std::to_string(1 + dice.below(9)));
      paper.put(kMib2 + "17.4.3.1.3." + key, "2", std::to_string(1 + dice.below(5)));
    }
    std::set<std::string> plain;
    for (const auto& [parts, port] : column(paper, kMib2 + "17.4.3.1.2")) {
      const std::string key = join(parts, ".");
      const std::string status = paper.at(kMib2 + "17.4.3.1.3." + key);
      const std::string name = port_text(paper, port, "");
      if (name.empty() || (status != "1" && status != "3")) continue;
      plain.insert(render(parse_mac(paper.at(kMib2 + "17.4.3.1.1." + key)).value()) + " " + name);
    }
    CHECK(decoded(paper) == Strings(plain.begin(), plain.end()));
  }
}

TEST_CASE("a plain decode of a context for each VLAN places every row alike") {
  for (int round = 0; round < rounds(40); ++round) {
    Dice dice{std::mt19937(static_cast<unsigned>(round))};
    Paper paper("1.3.6.1.4.1.9.1.1208");
    Strings plain;
    for (int vlan = 5; vlan < 9; ++vlan) {
      const std::string number = std::to_string(vlan);
      const std::string& context = number;
      paper.put("1.3.6.1.4.1.9.9.46.1.3.1.1.2.1." + number, "2", vlan == 8 ? "2" : "1");
      const int shift = 10 * (vlan - 5);
      for (int port = 1; port <= 4; ++port) {
        if (vlan == 5) paper.interface(500 + port, "Gi0/" + std::to_string(port));
        paper.put(kMib2 + "17.1.4.1.2." + std::to_string(port + shift), "2",
                  std::to_string(500 + port), context);
      }
      for (int i = 0; i < 12; ++i) {
        paper.put(kMib2 + "17.4.3.1.2." + dotted(dice.mac()), "2",
                  std::to_string(1 + shift + dice.below(5)), context);
      }
      if (vlan == 8) continue;  // suspended
      for (const auto& [parts, port] : column(paper, kMib2 + "17.4.3.1.2", context)) {
        const std::string index = paper.at(kMib2 + "17.1.4.1.2." + port, context);
        const std::string name = index.empty() ? "" : paper.at(kMib2 + "31.1.1.1.1." + index);
        if (!name.empty()) plain.push_back(mac_text(parts) + " " + name + " vlan " + number);
      }
    }
    CHECK(decoded(paper) == sorted(plain));
  }
}

TEST_CASE("a plain decode of IEEE8021-Q-BRIDGE places every row alike") {
  for (int round = 0; round < rounds(40); ++round) {
    Dice dice{std::mt19937(static_cast<unsigned>(round))};
    const std::string mib = "1.3.111.2.802.1.1.4.1.";
    Paper paper("1.3.6.1.4.1.47196.4.1.1.1.1");
    wire_ports(paper, dice);
    for (int vlan = 1; vlan < 9; ++vlan) {
      paper.put(mib + "4.2.1.4.0.1." + std::to_string(vlan), "66", std::to_string(vlan));
    }
    for (int i = 0; i < 50; ++i) {
      paper.put(mib + "2.2.1.2.1." + std::to_string(1 + dice.below(10)) + "." + dotted(dice.mac()),
                "66", std::to_string(1 + dice.below(9)));
    }
    Strings plain;
    for (const auto& [parts, port] : column(paper, mib + "2.2.1.2")) {
      const std::string name = port_text(paper, port, "");
      const bool known = !paper.at(mib + "4.2.1.4.0.1." + parts[1]).empty();
      if (!name.empty())
        plain.push_back(mac_text(parts) + " " + name + (known ? " vlan " + parts[1] : ""));
    }
    CHECK(decoded(paper) == sorted(plain));
  }
}

TEST_CASE("a plain decode of a vendor's table beside BRIDGE-MIB places every row alike") {
  for (int round = 0; round < rounds(40); ++round) {
    Dice dice{std::mt19937(static_cast<unsigned>(round))};
    const std::string vendor = "1.3.6.1.4.1.2011.5.25.42.2.1.3.1.4";
    Paper paper("1.3.6.1.4.1.2011.2.23.291");
    wire_ports(paper, dice);
    const auto base_ports = column(paper, kMib2 + "17.1.4.1.2");
    for (int i = 0; i < 40; ++i) {
      const Mac mac = dice.mac();
      const auto& [port, index] = base_ports[static_cast<size_t>(dice.below(8))];
      if (dice.below(3) > 0) {
        paper.put(vendor + "." + dotted(mac) + "." + std::to_string(2 + dice.below(50)) + ".1.48",
                  "2", dice.below(9) == 0 ? "7" : index);
      }
      if (dice.below(3) > 0) paper.put(kMib2 + "17.4.3.1.2." + dotted(mac), "2", port[0]);
    }
    Strings plain;
    std::set<std::string> told;
    for (const auto& [parts, index] : column(paper, vendor)) {
      const std::string name = paper.at(kMib2 + "31.1.1.1.1." + index);
      const std::string mac = mac_text(Strings(parts.begin(), parts.begin() + 6));
      if (name.empty()) continue;
      plain.push_back(mac + " " + name + " vlan " + parts[6]);
      told.insert(mac);
    }
    for (const auto& [parts, port] : column(paper, kMib2 + "17.4.3.1.2")) {
      if (!told.contains(mac_text(parts))) {
        plain.push_back(mac_text(parts) + " " + port_text(paper, port, ""));
      }
    }
    CHECK(decoded(paper) == sorted(plain));
  }
}

TEST_CASE("rows received are rows placed and rows rejected, whatever an agent sends") {
  using namespace muster::switches;
  for (int round = 0; round < rounds(400); ++round) {
    Dice dice{std::mt19937(static_cast<unsigned>(round))};
    const Profile& profile = profiles()[static_cast<size_t>(round) % profiles().size()];
    Told told;
    size_t sent = 0;
    const auto rows = [&](int most) {
      Rows made(static_cast<size_t>(dice.below(most)));
      for (SnmpRow& row : made) {
        for (int part = dice.below(10); part > 0; --part) {
          row.index.push_back(static_cast<uint32_t>(dice.below(dice.below(4) == 0 ? 300 : 8)));
        }
        row.value.type = dice.below(9) == 0 ? SnmpType::octets : SnmpType::integer;
        row.value.number = dice.below(12) - 1;
      }
      return made;
    };
    for (size_t i = 0; i < static_cast<size_t>(Column::count); ++i) {
      told.base.add(static_cast<Column>(i), rows(30));
    }
    for (int vlan = 1; vlan < 4; ++vlan) {
      told.vlans[vlan].add(Column::d_port, rows(30));
      sent += told.vlans[vlan].rows(Column::d_port).size();
    }
    for (const Column port : {Column::q_port, Column::ieee_port, Column::d_port}) {
      sent += told.base.rows(port).size();
    }
    for (const VendorFdb& one : profile.vendor_fdb) {
      if (one.column != Column::count) sent += told.base.rows(one.column).size();
    }
    const Forwarding forwarding = decode(told, profile).forwarding;
    size_t rejected = 0;
    for (const auto& [reason, count] : forwarding.rejected) rejected += count;
    CHECK(forwarding.received == sent);
    CHECK(forwarding.rows.size() + rejected == sent);
  }
}

TEST_CASE("values from the wire are taken only as what they are") {
  using namespace muster::switches;
  const auto octets = [](std::string text) {
    SnmpValue value;
    value.type = SnmpType::octets;
    value.octets = std::move(text);
    return value;
  };
  CHECK(mac_of(octets(bytes_of_hex("BC2411000001"))) == Mac(0xBC2411000001));
  CHECK(mac_of(octets(bytes_of_hex("06BC2411000001"))) == Mac(0xBC2411000001));
  CHECK(mac_of(octets("bc-24-11-00-00-01")) == Mac(0xBC2411000001));
  CHECK(mac_of(octets(bytes_of_hex("07BC2411000001"))) == std::nullopt);
  CHECK(mac_of(octets("")) == std::nullopt);
  CHECK(port_list(bytes_of_hex("8001")) == std::set<uint32_t>{1, 16});
  CHECK(port_list("1,17, 5", true) == std::set<uint32_t>{1, 5, 17});
  CHECK(port_list("@", true) == std::set<uint32_t>{2});
  CHECK(port_list("").empty());
  CHECK(inet_at({1, 4, 10, 0, 0, 1}, 0) == parse_ip("10.0.0.1"));
  CHECK(inet_at({9, 1, 10, 0, 0, 1}, 1) == parse_ip("10.0.0.1"));
  CHECK(inet_at({3, 8, 10, 0, 0, 1, 0, 0, 0, 2}, 0) == parse_ip("10.0.0.1"));
  CHECK(inet_at({1, 10, 0, 0, 300}, 0) == std::nullopt);
  CHECK(inet_at({1, 5, 10, 0, 0, 1}, 0) == std::nullopt);
  CHECK(inet_at({}, 0) == std::nullopt);
  CHECK(number_of(octets("5")) == std::nullopt);
}
