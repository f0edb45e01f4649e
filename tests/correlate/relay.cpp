#include "correlate/topology/relay.h"

#include <catch2/catch.hpp>

#include "switches.h"

using namespace muster;
using namespace muster::test;
using Texts = std::vector<std::string>;

namespace {

constexpr auto acc_mac = "00:1b:21:00:01:01";

bool has_mac(const Relay& relay, const std::string& mac) {
  return std::find(relay.macs.begin(), relay.macs.end(), parse_mac(mac)) != relay.macs.end();
}

// A core and an access switch; A is on Gi1/0/5, and `relay` stands in its lease.
std::vector<Observation> lab(const std::string& relay, bool learned = true) {
  Switch core("core", "00:1b:21:00:00:01");
  Switch acc("acc", acc_mac);
  core.port("Te1", {20, 30});
  acc.port("Up1", {20, 30}, true).port("Gi1/0/5", {30, 40}).port("Gi1/0/6");
  connect(core, "Te1", acc, "Up1");
  core.sees(A, "Te1");
  if (learned) acc.sees(A, "Gi1/0/5");
  LeaseFact row = lease(A, "10.20.4.9");
  row.relay = relay;
  return {core.told(), acc.told(), observation("mikrotik:gw", {row})};
}

Story told(const std::string& relay, bool learned = true) {
  Story story;
  story.config = switched_config({"acc", "core"});
  story.run(lab(relay, learned));
  return story;
}

const Texts unseen{"acc:Gi1/0/5 likely vlan 30: bridge-host"};
const Texts confirmed{"acc:Gi1/0/5 certain vlan 30: option-82, bridge-host"};
const Texts contradicted{"acc:Gi1/0/5 likely vlan 30: bridge-host; or acc:Gi1/0/6"};

}  // namespace

TEST_CASE("option 82 is read as text, as hexadecimal and as bytes of Cisco") {
  CHECK(names_port(parse_relay("sw ge-0/0/5.0:vlan30"), "ge-0/0/5.0"));
  CHECK(names_port(parse_relay("sw ge-0/0/5.0:vlan30"), "ge-0/0/5"));
  CHECK(names_port(parse_relay("sw eth 6/30"), "ether6"));
  CHECK(names_port(parse_relay("sw GigabitEthernet1/0/5"), "Gi1/0/5"));
  CHECK(names_port(parse_relay("0x657468657235"), "ether5"));  // "ether5"
  CHECK(names_port(parse_relay("0x0004001e0105"), "Gi1/0/5"));
  CHECK(names_port(parse_relay("0004001e0005"), "5"));
  CHECK(names_port(parse_relay("0x0005"), "5"));
  CHECK(names_port(parse_relay("0x0106657468657235"), "ether5"));  // type 1, length 6, text
  CHECK_FALSE(names_port(parse_relay("0x0004001e0105"), "Gi1/0/6"));
  CHECK_FALSE(names_port(parse_relay("0x0004001e0305"), "Gi1/0/5"));
  CHECK_FALSE(names_port(parse_relay("sw ge-0/0/5"), "xe-0/0/5"));
  CHECK_FALSE(names_port(parse_relay(""), "5"));
  CHECK_FALSE(names_port(parse_relay("sw"), ""));
}

TEST_CASE("the switch of option 82 is a MAC in any form, or a name") {
  for (const char* text : {"00:1b:21:00:01:01 ge-0/0/5", "001b21000101", "0x0006001b21000101",
                           "0x001B21000101 0x0004001e0105", "001b.2100.0101"}) {
    INFO(text);
    CHECK(has_mac(parse_relay(text), acc_mac));
  }
  CHECK(parse_relay("acc gi1/0/5").words == Texts{"acc", "gi1/0/5"});
}

TEST_CASE("foreign bytes in option 82 do no harm") {
  const std::string zero(1, '\0');
  for (const std::string& text :
       {std::string(100'000, '0'), "0x" + std::string(5001, 'f'), zero + "\xff\xfe : : ,,||..",
        std::string("99999999999999999999/99999999999999999999"), std::string(5000, ' '),
        std::string("::::::::::::::::::::::::::::::::::::::::")}) {
    const Relay relay = parse_relay(text);
    CHECK(relay.words.size() <= 32);
    names_port(relay, text.substr(0, 50));
  }
}

TEST_CASE("a DHCP relay that names the port of a host makes it certain") {
  CHECK(places(told(""), A) == unseen);
  for (const char* relay : {"acc Gi1/0/5", "00:1b:21:00:01:01 GigabitEthernet1/0/5",
                            "0x0006001b21000101 0x0004001e0105", "ACC gi1/0/5:30"}) {
    INFO(relay);
    CHECK(places(told(relay), A) == confirmed);
    CHECK(host_of(told(relay), A)->observed.attention.empty());
  }
}

TEST_CASE("a DHCP relay that names another port is a conflict for people to look at") {
  const Story story = told("acc Gi1/0/6");
  CHECK(places(story, A) == contradicted);
  CHECK(host_of(story, A)->observed.attention == Texts{"placement-conflict"});
}

TEST_CASE("a DHCP relay that names an uplink, or no known switch or port, says nothing") {
  for (const char* relay : {"core Te1", "acc Up1", "acc Gi9", "elsewhere Gi1/0/6", "acc", "Gi1/0/6",
                            "0x0004001e0105"}) {
    INFO(relay);
    CHECK(places(told(relay), A) == unseen);
    CHECK(host_of(told(relay), A)->observed.attention.empty());
  }
}

TEST_CASE("where only uplinks learned a host, its DHCP relay says where it is") {
  const Story story = told("acc Gi1/0/6", false);
  CHECK(places(story, A) == Texts{"acc:Gi1/0/6 likely vlan 30: option-82; or core:Te1"});
  CHECK(host_of(story, A)->observed.attention.empty());
}

TEST_CASE("a lease that is not in use says nothing of a place") {
  auto seen = lab("acc Gi1/0/6");
  std::get<LeaseFact>(seen[2].facts[0]).alive = false;
  Story story;
  story.config = switched_config({"acc", "core"});
  story.run(seen);
  CHECK(places(story, A) == unseen);
}
