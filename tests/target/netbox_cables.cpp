// Cables from hosts to switch ports, where the placement is certain and people have none.
#include <catch2/catch.hpp>

#include "core/text.h"
#include "model/own_port.h"
#include "netbox_lab.h"

using namespace muster;
using namespace muster::test;

namespace {

const char* first_or_last() { return GENERATE("4.2.9", "4.7.2"); }

HostFile& plugged_pc(World& world, const std::string& n, const std::string& port,
                     Confidence confidence = Confidence::certain) {
  HostFile& file = world.add("pppppppp0" + n, "pc" + n, "switch",
                             {World::port("eth0", "dc:2c:6e:00:01:0" + n, {"10.9.0.1" + n + "/24"}),
                              World::port("docker0", "02:42:00:00:00:0" + n, {})});
  file.host.observed.attached = {
      {.device = "sw1", .port = port, .confidence = confidence, .because = {}}};
  return file;
}

void move_to(HostFile& file, const std::string& port) {
  file.host.observed.attached[0].port = port;
}

struct Cabled : Doubled {
  Cabled() : Doubled(first_or_last()) {
    netbox.also = {"cables"};
    add("sssssssss1", "sw1", "switch",
        {World::port("Gi1/0/9", "dc:2c:6e:00:00:01", {"10.9.0.1/24"})});
  }
};

std::string cables(World& world) {
  std::vector<std::string> lines;
  const auto rows = world.ask("GET", "dcim/cables/?limit=1000").at("results");
  for (const auto& row : rows) {
    std::string line;
    for (const char* side : {"a_terminations", "b_terminations"}) {
      for (const auto& end : row.at(side)) {
        const auto& port = end.at("object");
        line += port.at("device").at("name").get<std::string>() + "/" +
                port.at("name").get<std::string>() + " ";
      }
    }
    lines.push_back(line + row.at("status").at("value").get<std::string>());
  }
  std::sort(lines.begin(), lines.end());
  return join(lines, "\n");
}

long long port_id(World& world, const std::string& device, const std::string& name) {
  return world.ask("GET", "dcim/interfaces/?device=" + device + "&name=" + name + "&limit=1")
      .at("results")
      .at(0)
      .at("id")
      .get<long long>();
}

std::string end(long long id) {
  return R"([{"object_type":"dcim.interface","object_id":)" + std::to_string(id) + "}]";
}

}  // namespace

TEST_CASE("a host that is alone on its port for certain gets a cable to it") {
  Cabled world;
  plugged_pc(world, "1", "Gi1/0/1");
  plugged_pc(world, "2", "Gi1/0/2", Confidence::likely);
  plugged_pc(world, "3", "Gi1/0/3");
  plugged_pc(world, "4", "Gi1/0/3");
  plugged_pc(world, "5", "Po5");
  plugged_pc(world, "6", "Gi1/0/6").host.observed.interfaces[1].name = "eth1";
  world.settle();
  CHECK(cables(world) == "pc1/eth0 sw1/Gi1/0/1 connected");
}

TEST_CASE("a switch gets a cable by the port that its neighbours tell, and by no other") {
  Cabled world;
  const auto hang = [&](const std::string& n, const std::string& port, const std::string& own) {
    HostFile& file = world.add("tttttttt0" + n, "acc" + n, "switch",
                               {World::port("mgmt", "dc:2c:6e:00:02:0" + n, {}),
                                World::port("Gi1/0/7", "dc:2c:6e:00:03:0" + n, {})});
    file.host.observed.attached = {{.device = "sw1",
                                    .port = port,
                                    .confidence = Confidence::certain,
                                    .because = {{EvidenceKind::lldp, ""}}}};
    if (!own.empty())
      file.host.observed.attached[0].because.push_back(evidence_from(own, port, port));
  };
  hang("1", "Gi1/0/1", "Gi1/0/49");
  hang("2", "Gi1/0/2", "");
  hang("3", "Gi1/0/3", "Po1");
  hang("4", "Gi1/0/4", "vlan20");
  hang("5", "Gi1/0/5", "Gi1/0/7");
  world.settle();
  CHECK(cables(world) ==
        "acc1/Gi1/0/49 sw1/Gi1/0/1 connected\n"
        "acc5/Gi1/0/7 sw1/Gi1/0/5 connected");
}

TEST_CASE("the members of an aggregate have a cable each, and the aggregate has none") {
  Cabled world;
  HostFile& file =
      world.add("tttttttt01", "acc1", "switch", {World::port("ae0", "dc:2c:6e:00:02:01", {})});
  Attachment place{.device = "sw1",
                   .port = "Po1",
                   .confidence = Confidence::certain,
                   .because = {{EvidenceKind::lldp, ""}}};
  place.because.push_back(evidence_from("Gi1/0/49", "Gi1/0/1", "Po1"));
  place.because.push_back(evidence_from("Gi1/0/50", "Gi1/0/2", "Po1"));
  file.host.observed.attached = {place};
  world.settle();
  CHECK(cables(world) ==
        "acc1/Gi1/0/49 sw1/Gi1/0/1 connected\n"
        "acc1/Gi1/0/50 sw1/Gi1/0/2 connected");

  file.host.observed.attached[0].because[2] = evidence_from("Gi1/0/51", "Gi1/0/2", "Po1");
  world.settle();
  CHECK(cables(world) ==
        "acc1/Gi1/0/49 sw1/Gi1/0/1 connected\n"
        "acc1/Gi1/0/51 sw1/Gi1/0/2 connected");
  file.host.observed.attached[0].because.pop_back();
  CHECK(world.settle() == "");
}

TEST_CASE("a switch with several ways up has a cable for each that tells its ports") {
  Cabled world;
  world.add("sssssssss2", "sw2", "switch",
            {World::port("Gi1/0/9", "dc:2c:6e:00:00:02", {"10.9.0.2/24"})});
  HostFile& file =
      world.add("tttttttt01", "acc1", "switch", {World::port("mgmt", "dc:2c:6e:00:02:01", {})});
  const auto way = [](const std::string& to, const std::string& port, const std::string& own) {
    Attachment place{.device = to, .port = port, .confidence = Confidence::certain, .because = {}};
    if (!own.empty()) place.because.push_back(evidence_from(own, port, port));
    return place;
  };
  file.host.observed.attached = {way("sw1", "Gi1/0/1", "Gi1/0/49"),
                                 way("sw1", "Gi1/0/3", "Gi1/0/51"), way("sw1", "Gi1/0/4", ""),
                                 way("sw2", "Gi1/0/1", "Gi1/0/50")};
  world.settle();
  CHECK(cables(world) ==
        "acc1/Gi1/0/49 sw1/Gi1/0/1 connected\n"
        "acc1/Gi1/0/50 sw2/Gi1/0/1 connected\n"
        "acc1/Gi1/0/51 sw1/Gi1/0/3 connected");
  file.host.observed.attached.pop_back();
  CHECK(world.settle() == "");
}

TEST_CASE("a port with a cable of muster's that is sure no longer gets no other one") {
  Cabled world;
  HostFile& one = plugged_pc(world, "1", "Gi1/0/1");
  HostFile& two = plugged_pc(world, "2", "Gi1/0/2");
  world.settle();
  one.host.observed.attached.clear();
  move_to(two, "Gi1/0/1");
  CHECK(world.settle() == "");
  CHECK(cables(world) == "pc1/eth0 sw1/Gi1/0/1 connected\npc2/eth0 sw1/Gi1/0/2 connected");
}

TEST_CASE("a virtual machine gets no cable") {
  Cabled world;
  HostFile& file = world.add("vvvvvvvvv1", "web1", "server",
                             {World::port("net0", "bc:24:11:00:00:01", {"10.9.0.2/24"})});
  file.host.observed.attached = {
      {.device = "sw1", .port = "Gi1/0/1", .confidence = Confidence::certain, .because = {}}};
  world.settle();
  CHECK(cables(world).empty());
}

TEST_CASE("cables follow hosts that change their ports, even with each other") {
  Cabled world;
  HostFile& one = plugged_pc(world, "1", "Gi1/0/1");
  HostFile& two = plugged_pc(world, "2", "Gi1/0/2");
  world.settle();
  move_to(one, "Gi1/0/2");
  move_to(two, "Gi1/0/1");
  CHECK(world.settle() ==
        "update cable:pppppppp01/eth0 switch_port=\"berlin/sw1/Gi1/0/1\">\"berlin/sw1/Gi1/0/2\"\n"
        "update cable:pppppppp02/eth0 switch_port=\"berlin/sw1/Gi1/0/2\">\"berlin/sw1/Gi1/0/1\"\n");
  CHECK(cables(world) == "pc1/eth0 sw1/Gi1/0/2 connected\npc2/eth0 sw1/Gi1/0/1 connected");
}

TEST_CASE("a placement that is no longer certain takes no cable away") {
  Cabled world;
  HostFile& one = plugged_pc(world, "1", "Gi1/0/1");
  world.settle();
  one.host.observed.attached[0].confidence = Confidence::likely;
  CHECK(world.settle() == "");
  one.host.observed.attached.clear();
  CHECK(world.settle() == "");
  CHECK(cables(world) == "pc1/eth0 sw1/Gi1/0/1 connected");
}

TEST_CASE("a cable that people made stays, and so does one of muster's that they moved") {
  Cabled world;
  world.netbox.also = {"vlans"};
  HostFile& one = plugged_pc(world, "1", "Gi1/0/1");
  HostFile& two = plugged_pc(world, "2", "Gi1/0/2");
  world.settle();
  world.made("dcim/cables", "{\"a_terminations\":" + end(port_id(world, "sw1", "Gi1/0/1")) +
                                ",\"b_terminations\":" + end(port_id(world, "sw1", "Gi1/0/9")) +
                                "}");
  world.netbox.also = {"cables"};
  world.settle();
  CHECK(cables(world) == "pc2/eth0 sw1/Gi1/0/2 connected\nsw1/Gi1/0/1 sw1/Gi1/0/9 connected");

  move_to(two, "Gi1/0/1");
  one.host.observed.attached.clear();
  CHECK(world.settle() == "");
  const auto ours = world.ask("GET", "dcim/cables/?tag=muster").at("results").at(0).at("id");
  world.ask("PATCH", "dcim/cables/" + ours.dump() + "/",
            "{\"b_terminations\":" + end(port_id(world, "pc1", "eth0")) + "}");
  move_to(two, "Gi1/0/3");
  world.settle();
  CHECK(cables(world) == "pc2/eth0 pc1/eth0 connected\nsw1/Gi1/0/1 sw1/Gi1/0/9 connected");
}

TEST_CASE("the cable of a host that goes is retired with it, and deleted with it") {
  Cabled world;
  plugged_pc(world, "1", "Gi1/0/1");
  world.settle();
  world.files.pop_back();
  world.absent["pppppppp01"] = {.why = "gone", .known_at_base = true};
  world.settle();
  CHECK(cables(world) == "pc1/eth0 sw1/Gi1/0/1 decommissioning");
  world.prune = Prune::remove;
  world.settle();
  CHECK(cables(world).empty());
}

TEST_CASE("a connection cut at a cable leaves one cable") {
  for (int k = 1; k <= 24; ++k) {
    const std::string how = k % 2 == 0 ? "cut" : "cut,after-commit";
    INFO(k << " " << how);
    Lab lab("4.7.2", {"--fault", "at=" + std::to_string((k + 1) / 2) +
                                     ",times=1,method=POST,path=/api/dcim/cables/," + how});
    World world(lab.url);
    world.netbox.also = {"cables"};
    world.add("sssssssss1", "sw1", "switch",
              {World::port("Gi1/0/9", "dc:2c:6e:00:00:01", {"10.9.0.1/24"})});
    plugged_pc(world, "1", "Gi1/0/1");
    plugged_pc(world, "2", "Gi1/0/2");
    world.apply(world.plan());
    world.apply(world.plan());
    CHECK(cables(world) == "pc1/eth0 sw1/Gi1/0/1 connected\npc2/eth0 sw1/Gi1/0/2 connected");
    if (k > 4) break;
  }
}

TEST_CASE("cables, VLANs and prefixes on a real NetBox", "[.real]") {
  const char* url = std::getenv("NETBOX_URL");
  const char* token = std::getenv("NETBOX_TOKEN");
  REQUIRE((url && token));
  World world(url, token);
  world.netbox.also = {"cables", "prefixes", "vlans"};
  world.config.sites["berlin"].networks = {*parse_cidr("10.9.0.0/16")};
  world.add("sssssssss1", "sw1", "switch",
            {World::port("Gi1/0/9", "dc:2c:6e:00:00:01", {"10.9.0.1/24"})});
  HostFile& one = plugged_pc(world, "1", "Gi1/0/1");
  HostFile& two = plugged_pc(world, "2", "Gi1/0/2");
  one.host.observed.attached[0].vlans = {20};
  two.host.observed.attached[0].vlans = {30};
  world.settle();
  CHECK(cables(world) == "pc1/eth0 sw1/Gi1/0/1 connected\npc2/eth0 sw1/Gi1/0/2 connected");
  move_to(one, "Gi1/0/2");
  move_to(two, "Gi1/0/1");
  world.settle();
  CHECK(cables(world) == "pc1/eth0 sw1/Gi1/0/2 connected\npc2/eth0 sw1/Gi1/0/1 connected");
  CHECK(world.ask("GET", "ipam/prefixes/?prefix=10.9.0.0/24").at("count") == 1);
  const auto port = world.ask("GET", "dcim/interfaces/?name=Gi1/0/2&limit=1").at("results").at(0);
  CHECK(port.at("untagged_vlan").at("vid") == 20);
  one.host.release = true;
  world.absent["pppppppp01"] = {.why = "released", .release = true};
  world.settle();
  CHECK(cables(world) == "pc1/eth0 sw1/Gi1/0/2 connected\npc2/eth0 sw1/Gi1/0/1 connected");
  Attachment place{.device = "sw1",
                   .port = "Po1",
                   .confidence = Confidence::certain,
                   .because = {evidence_from("Gi1/0/49", "Gi1/0/11", "Po1"),
                               evidence_from("Gi1/0/50", "Gi1/0/12", "Po1")}};
  HostFile& wired =
      world.add("tttttttt01", "acc1", "switch", {World::port("ae0", "dc:2c:6e:00:02:01", {})});
  wired.host.observed.attached = {place};
  world.settle();
  wired.host.observed.attached[0].because[1] = evidence_from("Gi1/0/51", "Gi1/0/12", "Po1");
  world.settle();
  CHECK(cables(world) ==
        "acc1/Gi1/0/49 sw1/Gi1/0/11 connected\nacc1/Gi1/0/51 sw1/Gi1/0/12 connected\n"
        "pc1/eth0 sw1/Gi1/0/2 connected\npc2/eth0 sw1/Gi1/0/1 connected");
}
