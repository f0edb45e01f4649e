#include "flow/where.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "view/where.h"

using namespace muster;

namespace {

const Evidence lldp{EvidenceKind::lldp, ""};
const Evidence bridge_host{EvidenceKind::bridge_host, ""};

Host host(const std::string& id, const std::string& name, const std::string& mac,
          const std::string& address, std::vector<Attachment> attached) {
  Host out;
  out.id = id;
  out.observed.name = name;
  out.observed.site = "berlin";
  out.observed.names = {{name, NameSource::device}};
  Interface interface {
    "eth0", parse_mac(mac), {}, {}
  };
  if (!address.empty()) {
    const Ip ip = parse_ip(address).value();
    interface.addresses.push_back({ip, ip.width()});
  }
  out.observed.interfaces.push_back(interface);
  out.observed.attached = std::move(attached);
  return out;
}

Inventory inventory(std::vector<Host> hosts) {
  std::vector<Inventory::File> files;
  for (auto& one : hosts) {
    const std::string path = "hosts/berlin/" + one.observed.name + "--" + one.id + ".yaml";
    files.push_back(std::make_shared<const HostFile>(HostFile{path, std::move(one), {}, {}}));
  }
  return Inventory(std::move(files));
}

// A computer on an access switch on the core, and a guest of a hypervisor on the core.
Inventory lab() {
  Host guest = host("g000000000", "web1", "bc:24:11:00:01:01", "10.20.4.17", {});
  guest.observed.guest = GuestFact{"proxmox", "pve1", "pve1-a", 104, GuestKind::vm, "running"};
  return inventory({host("c000000000", "core", "00:1b:21:00:00:01", "10.20.1.2", {}),
                    host("a000000000", "acc-1", "00:1b:21:00:01:01", "10.20.1.3",
                         {{"core", "Te1", Confidence::certain, {lldp}, {}, {}}}),
                    host("d000000000", "desk", "00:11:32:00:00:0a", "10.20.8.31",
                         {{"acc-1",
                           "Gi3",
                           Confidence::likely,
                           {bridge_host, {EvidenceKind::via_phone, "p"}},
                           {30},
                           {"acc-1:Gi4"}}}),
                    host("e000000000", "pve1-a", "ac:1f:6b:0a:00:11", "10.20.1.11",
                         {{"core", "Te2", Confidence::certain, {lldp, bridge_host}, {1}, {}}}),
                    guest});
}

Config sites() {
  Config out;
  out.sites["berlin"].domain = "berlin.example";
  return out;
}

std::string where(const Inventory& inventory, const std::string& question) {
  return where_text(find_routes(inventory, sites(), question));
}

std::string refusal(const std::string& question) {
  try {
    const Inventory hosts = lab();
    where(hosts, question);
  } catch (const Error& error) {
    CHECK(error.exit == Exit::error);
    return render(error);
  }
  return "";
}

const std::string desk =
    "desk  berlin  00:11:32:00:00:0a  10.20.8.31  d000000000\n"
    "  on acc-1 port Gi3, likely, vlan 30  because bridge-host, via phone p  or acc-1:Gi4\n"
    "    on core port Te1, certain  because lldp\n";

}  // namespace

TEST_CASE("the way of a host goes from switch to switch, by MAC, address, name, id and path") {
  const Inventory hosts = lab();
  for (const char* question :
       {"00:11:32:00:00:0a", "0011.3200.000A", "10.20.8.31", "desk", "DESK", "desk.berlin.example",
        "d000000000", "hosts/berlin/desk--d000000000.yaml"}) {
    INFO(question);
    CHECK(where(hosts, question) == desk);
  }
}

TEST_CASE("a guest stands where its hypervisor stands") {
  CHECK(where(lab(), "web1") ==
        "web1  berlin  bc:24:11:00:01:01  10.20.4.17  g000000000\n"
        "  runs on pve1-a, vm 104 of pve1\n"
        "    on core port Te2, certain, vlan 1  because lldp, bridge-host\n");
}

TEST_CASE("a host that no switch saw says so") {
  CHECK(where(lab(), "core") ==
        "core  berlin  00:1b:21:00:00:01  10.20.1.2  c000000000\n  no switch saw it\n");
}

TEST_CASE("all hosts of an ambiguous name are told") {
  const Inventory hosts = inventory({host("b000000000", "pc", "00:11:32:00:00:02", "", {}),
                                     host("a000000000", "pc", "00:11:32:00:00:01", "", {})});
  CHECK(where(hosts, "pc") ==
        "pc  berlin  00:11:32:00:00:01  a000000000\n  no switch saw it\n"
        "pc  berlin  00:11:32:00:00:02  b000000000\n  no switch saw it\n");
}

TEST_CASE("switches that hang on each other are each told once") {
  const Inventory hosts = inventory({host("a000000000", "one", "00:11:32:00:00:01", "",
                                          {{"two", "p1", Confidence::certain, {lldp}}}),
                                     host("b000000000", "two", "00:11:32:00:00:02", "",
                                          {{"one", "p2", Confidence::certain, {lldp}},
                                           {"one", "p3", Confidence::certain, {lldp}}})});
  CHECK(where(hosts, "one") ==
        "one  berlin  00:11:32:00:00:01  a000000000\n"
        "  on two port p1, certain  because lldp\n"
        "    on one port p2, certain  because lldp  (as above)\n"
        "    on one port p3, certain  because lldp  (as above)\n");
}

TEST_CASE("what no host file has is an error that says what to do") {
  CHECK(refusal("dask") ==
        "error: no host file has the name \"dask\"\n  fix: did you mean \"desk\"?\n");
  CHECK(refusal("zzzzzzzzzzzz") ==
        "error: no host file has the name \"zzzzzzzzzzzz\"\n  fix: muster ls lists all hosts\n");
  CHECK(refusal("10.9.9.9") ==
        "error: no host file has the address \"10.9.9.9\"\n"
        "  fix: run muster discover, and see what its sources say\n");
  CHECK(refusal("00:00:00:00:00:09") ==
        "error: no host file has the MAC \"00:00:00:00:00:09\"\n"
        "  fix: run muster discover, and see what its sources say\n");
}

TEST_CASE("the way as JSON has every step's evidence") {
  const Inventory hosts = lab();
  const auto json = nlohmann::json::parse(where_json(find_routes(hosts, sites(), "desk"), "desk"));
  CHECK(json["format_version"] == 1);
  CHECK(json["question"] == "desk");
  REQUIRE(json["hosts"].size() == 1);
  const auto& step = json["hosts"][0]["attached"][0];
  CHECK(step["switch"] == "acc-1");
  CHECK(step["port"] == "Gi3");
  CHECK(step["confidence"] == "likely");
  CHECK(step["vlans"] == nlohmann::json{30});
  CHECK(step["because"] == nlohmann::json{"bridge-host", "via phone p"});
  CHECK(step["alternatives"] == nlohmann::json{"acc-1:Gi4"});
  CHECK(step["next"]["attached"][0]["switch"] == "core");
  CHECK(step["next"]["attached"][0]["next"]["id"] == "c000000000");
}
