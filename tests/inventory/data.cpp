#include <catch2/catch.hpp>

#include "inventory/data/check_data.h"

using namespace muster;

namespace {

const std::string ids[] = {"aaaaaaaaaa", "bbbbbbbbbb"};

struct DataScene {
  Config config;
  std::vector<Inventory::File> files;

  DataScene() {
    config.file = "muster.yaml";
    config.sites["berlin"].slug = "berlin";
    config.sites["berlin"].networks = {*parse_cidr("10.20.4.0/24")};
    ClassConfig server;
    server.name = "server";
    server.netbox = Becomes::device;
    server.device_type = "auto";
    ClassConfig vm;
    vm.name = "vm";
    vm.netbox = Becomes::vm;
    config.classifications = {{"server", server}, {"vm", vm}};
  }

  void add(const std::string& people, const std::string& observed) {
    const std::string& id = ids[files.size()];
    const std::string path = "hosts/berlin/h--" + id + ".yaml";
    const std::string text = "id: " + id + "\n" + people +
                             "observed:\n  state: present\n  name: h" +
                             std::to_string(files.size() + 1) +
                             "\n  site: berlin\n  first_seen: 2026-01-01\n" + observed;
    Diagnostics trouble;
    auto file = parse_host_file(text, path, trouble);
    INFO(render(trouble));
    REQUIRE(file);
    files.push_back(std::make_shared<HostFile>(std::move(*file)));
  }

  // Messages, errors first marked with "!".
  std::vector<std::string> found() const {
    Diagnostics trouble;
    check_data(Inventory(files), config, trouble);
    std::vector<std::string> out;
    for (const Error& error : trouble.items()) {
      out.push_back((error.severity == Severity::error ? "! " : "") + error.message);
    }
    return out;
  }
};

using Words = std::vector<std::string>;
const std::string approved_server = "classification: server\napproval: approved\n";
const std::string product = "  vendor: Dell\n  model: R650\n";
const std::string port = "  interfaces:\n    - {name: eth0, addresses: [10.20.4.17/24]}\n";

}  // namespace

TEST_CASE("a host with all that its target wants gives no finding") {
  DataScene scene;
  scene.add(approved_server, product + port + "  serial: SN1\n");
  scene.config.policy.required["device"] = {"address", "model", "serial"};
  CHECK(scene.found().empty());
}

TEST_CASE("what a target wants and no source tells is named with what settles it") {
  DataScene scene;
  scene.config.policy.required["device"] = {"serial", "tenant"};
  scene.config.policy.required["vm"] = {"platform"};
  scene.add(approved_server, port);
  scene.add("classification: vm\napproval: pending\n", port);
  CHECK(scene.found() == Words{"no source tells vendor and model: its device type is server",
                               "! a device has no serial, which policy.required asks for",
                               "! a device has no tenant, which policy.required asks for",
                               "a VM that no source knows the cluster of",
                               "a vm has no platform, which policy.required asks for",
                               "address 10.20.4.17 is also in hosts/berlin/h--aaaaaaaaaa.yaml"});
}

TEST_CASE("serial numbers and MACs that two hosts have, and addresses outside of their site") {
  DataScene scene;
  const std::string mac =
      "  interfaces:\n    - {name: eth0, mac: \"00:11:32:00:00:0a\", "
      "addresses: [10.99.0.1/24]}\n";
  scene.add(approved_server, product + "  serial: SN0001\n" + mac);
  scene.add(approved_server, product + "  serial: sn0001\n" + mac);
  const Words found = scene.found();
  REQUIRE(found.size() == 6);
  CHECK(found[0] == "serial SN0001 is also in hosts/berlin/h--bbbbbbbbbb.yaml");
  CHECK(found[1] == "MAC 00:11:32:00:00:0a is also in hosts/berlin/h--bbbbbbbbbb.yaml");
  CHECK(found[2] == "address 10.99.0.1 is in no network of site berlin");
}

TEST_CASE("interfaces that NetBox would refuse or would take for one") {
  DataScene scene;
  scene.add(approved_server,
            product + "  interfaces:\n    - {name: eth0, addresses: []}\n" +
                "    - {name: eth0, addresses: []}\n    - {name: " + std::string(65, 'x') +
                ", addresses: []}\n" + "    - {name: \"\", addresses: []}\n");
  CHECK(scene.found() == Words{"interface \"eth0\" is there twice, and NetBox gets one",
                               "! interface name \"" + std::string(65, 'x') +
                                   "\" is longer than 64 characters, NetBox's limit",
                               "! an interface has neither name nor MAC"});
}

TEST_CASE(
    "hosts that go nowhere are not looked at, and names in DNS want a domain and an address") {
  DataScene scene;
  scene.config.classifications["server"].dns = true;
  scene.add("classification: server\napproval: rejected\n", "");
  scene.add(approved_server, product);
  CHECK(scene.found() == Words{"site berlin has no domain: the host gets no name in DNS",
                               "no address is known: the host gets no name in DNS"});
}
