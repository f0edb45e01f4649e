// What a switch is: model, serial number and version, by the ladder from ENTITY-MIB down to what it
// says of itself, and the profiles of the vendors.
#include "collect/switch/identity.h"

#include <tuple>

#include "switch_scene.h"

using namespace muster;
using namespace muster::switches;
using namespace muster::test;

namespace {

const std::string kEntity = "1.3.6.1.2.1.47.1.1.1.1.";

struct OwnValue {
  std::string oid, text;
};

// What a device with this description, and these texts, is taken for: "model|serial|platform".
std::string device(const std::string& object_id, const std::string& description,
                   const std::vector<OwnValue>& answers = {}) {
  SwitchScene scene;
  Recording& rows = scene.snmp.agents["10.0.0.9"][""];
  const auto put = [&](const std::string& oid, const char* type, const std::string& text) {
    rows.emplace_back(parse_oid(oid).value(), value_of(type, text));
  };
  put("1.3.6.1.2.1.1.1.0", "4", description);
  put("1.3.6.1.2.1.1.2.0", "6", object_id);
  bool entity = false;
  for (const OwnValue& one : answers) {
    entity = entity || one.oid.starts_with(kEntity);
    put(one.oid, "4", one.text);
  }
  if (entity) put(kEntity + "5.1", "2", "3");
  const Observation seen = scene.look();
  const Product& product = fact_of<DeviceFact>(seen, "device").product;
  return product.vendor + "|" + product.model + "|" + product.serial + "|" + product.platform;
}

}  // namespace

TEST_CASE("the parts of a stack tell what a stack does not") {
  const Observation seen = SwitchScene("stack_members").look();
  const Product& product = fact_of<DeviceFact>(seen, "device").product;
  CHECK(product.model == "M-24");
  CHECK(product.serial == "SER-A1");
  CHECK(product.platform == "3.1");
}

TEST_CASE("without a chassis, what nothing contains is the device") {
  const Observation seen = SwitchScene("top_entity").look();
  const Product& product = fact_of<DeviceFact>(seen, "device").product;
  CHECK(product.model == "M-8");
  CHECK(product.serial == "SER-C3");
  CHECK(product.platform == "7.0");
}

TEST_CASE("a chassis that tells nothing leaves the word to the vendor's own values") {
  const std::vector<OwnValue> own{{"1.3.6.1.4.1.890.1.15.3.1.11.0", "GS1900-8"},
                                  {"1.3.6.1.4.1.890.1.15.3.1.12.0", "S1"},
                                  {"1.3.6.1.4.1.890.1.15.3.1.6.0", "V2.70"}};
  CHECK(device("1.3.6.1.4.1.890.1.15", "GS1900", own) == "Zyxel|GS1900-8|S1|V2.70");
  auto chassis = own;
  chassis.push_back({kEntity + "13.1", "GS1900-8HP"});
  chassis.push_back({kEntity + "11.1", "n/a"});
  CHECK(device("1.3.6.1.4.1.890.1.15", "GS1900", chassis) == "Zyxel|GS1900-8HP|S1|V2.70");
}

TEST_CASE("what a switch says of itself is read by its vendor's form") {
  using Row = std::tuple<const char*, const char*, const char*>;
  for (const auto& [object_id, description, expected] : {
           Row{"1.3.6.1.4.1.2636.1",
               "Juniper Networks, Inc. ex2300-24t internet router, kernel "
               "JUNOS 18.2R1.9, Build date",
               "Juniper|ex2300-24t||Junos 18.2R1.9"},
           Row{"1.3.6.1.4.1.1916.2", "ExtremeXOS (X440G2-24p) version 22.4.1.4 by release-manager",
               "Extreme|X440G2-24p||ExtremeXOS 22.4.1.4"},
           Row{"1.3.6.1.4.1.45.3", "Ethernet Routing Switch 4850GTS      HW:10  FW:5.8  SW:v5.8.2",
               "Extreme|4850GTS||BOSS 5.8.2"},
           Row{"1.3.6.1.4.1.30065.1",
               "Arista Networks EOS version 4.20.1F running on an Arista "
               "Networks DCS-7050",
               "Arista|DCS-7050||EOS 4.20.1F"},
           Row{"1.3.6.1.4.1.674.11000.5000.100.2.1.9",
               "Dell EMC Networking OS10 Enterprise.\r\nSystem Description: OS10.\r\nOS Version: "
               "10.5.1\r\nSystem Type: S4128T-ON",
               "Dell|S4128T-ON||OS10 10.5.1"},
           Row{"1.3.6.1.4.1.9.1.1",
               "Cisco IOS Software, C2960 Software, Version 15.0(2)SE, RELEASE",
               "Cisco|||IOS 15.0(2)SE"},
           Row{"1.3.6.1.4.1.9.1.1",
               "Cisco IOS Software [Fuji], Catalyst L3 (CAT9K_IOSXE), Version "
               "16.9.3, RELEASE",
               "Cisco|||IOS XE 16.9.3"},
           Row{"1.3.6.1.4.1.9.1.1", "ME1200 Series, Version 15.6-1.55", "Cisco|||15.6-1.55"},
           Row{"1.3.6.1.4.1.9.12.3", "Cisco NX-OS(tm) n9000, Software, Version 7.0(3)I7(4), X",
               "Cisco|||NX-OS 7.0(3)I7(4)"},
           Row{"1.3.6.1.4.1.171.10", "D-Link DES-1 Fast Ethernet Switch",
               "D-Link|DES-1||D-Link DES-1 Fast Ethernet Switch"},
           Row{"1.3.6.1.4.1.171.10", "WS6-DGS-1210-52/F1 6.10.007",
               "D-Link|WS6-DGS-1210-52/F1||WS6-DGS-1210-52/F1 6.10.007"},
           Row{"1.3.6.1.4.1.6486.801.1", "Alcatel-Lucent Enterprise OS6860E-P24 8.4.1 GA",
               "Alcatel-Lucent|OS6860E-P24||AOS"},
           Row{"1.3.6.1.4.1.207.1", "Allied Telesis router/switch, AW+ v5.4.7-2.1",
               "Allied Telesis|||5.4.7-2.1"},
           Row{"1.3.6.1.4.1.4413.1", "US-24-250W, 4.0.69, Linux 3.6.5",
               "Ubiquiti|||US-24-250W, "
               "4.0.69, Linux 3.6.5"},
           Row{"1.3.6.1.4.1.4413.1", "LB6M", "|||LB6M"},
       }) {
    CAPTURE(description);
    CHECK(device(object_id, description) == expected);
  }
}

TEST_CASE("the version of an RMON probe is better than none") {
  CHECK(device("1.3.6.1.4.1.171.10", "DES-1", {{"1.3.6.1.2.1.16.19.2.0", "Build 3.00.B47"}}) ==
        "D-Link|DES-1||Build 3.00.B47");
  CHECK(device("1.3.6.1.4.1.171.10", "DES-1",
               {{"1.3.6.1.2.1.16.19.2.0", "Build 3.00.B47"},
                {kEntity + "9.1", "4.0"},
                {kEntity + "10.1", "1.0"}}) == "D-Link|DES-1||4.0");
}

TEST_CASE("multi-link trunks have their members by a table of their own") {
  const Observation seen = SwitchScene("mlt").look_well();
  CHECK(forwarding_of(seen) ==
        Strings{"bc:24:11:00:00:01 mlt-1 by base-port", "bc:24:11:00:00:02 1/1 by base-port"});
  CHECK(port_of(seen, "1/2").lag == "mlt-1");
  CHECK(fact_of<DeviceFact>(seen, "device").product.model == "VSP-1");
  CHECK(fact_of<DeviceFact>(seen, "device").product.serial == "SER-V1");
  CHECK(fact_of<DeviceFact>(seen, "device").product.platform == "VOSS 8.1.0.0");
}
