#include "generate.h"

#include <array>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <random>
#include <stdexcept>

#include "flags.h"
#include "world_file.h"

namespace muster::lab {
namespace {

constexpr std::array<const char*, 8> vendors = {"00:11:32", "00:25:90", "00:80:77", "3C:2A:F4",
                                                "80:5E:C0", "A4:BB:6D", "AC:CC:8E", "DC:A6:32"};
constexpr std::array<const char*, 8> host_names = {"nas",   "srv", "lab", "prn",
                                                   "phone", "ws",  "cam", "pi"};
constexpr int per_subnet = 250;
constexpr int most_per_site = 60000;
constexpr int most_sites = 200;
constexpr unsigned guest_share = 10;  // one host in so many is a guest
constexpr int node_count = 4;

template <class... Values>
std::string format(const char* pattern, Values... values) {
  std::array<char, 160> text;
  const int size = std::snprintf(text.data(), text.size(), pattern, values...);
  return {text.data(), std::size_t(size)};
}

struct Host {
  int site = 0;
  int number = 0;  // within the site
  unsigned vendor = 0;
  unsigned serial = 0;  // within the world
  bool guest = false;
  bool leased = true;

  std::string address() const {
    return format("10.%d.%d.%d", 40 + site, 1 + number / per_subnet, 2 + number % per_subnet);
  }
  std::string mac() const {
    const auto prefix = guest ? "BC:24:11" : vendors[vendor];
    return format("%s:%02X:%02X:%02X", prefix, serial >> 16 & 255, serial >> 8 & 255, serial & 255);
  }
  std::string name() const {
    return format("%s-s%02d-%05d", guest ? "vm" : host_names[vendor], site + 1, number + 1);
  }
};

World lease_of(const Host& host) {
  return {{"address", host.address()},
          {"mac-address", host.mac()},
          {"active-address", host.address()},
          {"active-mac-address", host.mac()},
          {"server", "lan"},
          {"status", "bound"},
          {"host-name", host.name()},
          {"dynamic", "true"},
          {"expires-after", "9m59s"},
          {"blocked", "false"},
          {"disabled", "false"}};
}

World arp_of(const Host& host) {
  return {{"address", host.address()}, {"mac-address", host.mac()}, {"interface", "bridge"},
          {"complete", "true"},        {"dynamic", "true"},         {"disabled", "false"}};
}

World bridge_host_of(const Host& host) {
  const auto port = host.guest ? 1 : 2 + host.number % 46;
  return {{"mac-address", host.mac()}, {"on-interface", format("ether%d", port)},
          {"bridge", "bridge"},        {"vid", std::to_string(20 + host.number / per_subnet)},
          {"local", "false"},          {"dynamic", "true"},
          {"external", "false"}};
}

World guest_of(const Host& host) {
  const auto mac = host.mac();
  const World interfaces = {{"ens18", {mac, host.address() + "/24"}}};
  const World config = {
      {"net0", format("virtio=%s,bridge=vmbr0,tag=%d", mac.c_str(), 20 + host.number / per_subnet)},
      {"cores", 2},
      {"memory", 2048},
      {"agent", "1"}};
  return {{"kind", "qemu"},
          {"vmid", 100 + host.number},
          {"node", format("s%02d-node%d", host.site + 1, 1 + host.number % node_count)},
          {"name", host.name()},
          {"status", "running"},
          {"config", config},
          {"agent", interfaces}};
}

World router_of(int site) {
  const auto name = format("gw-s%02d", site + 1);
  World rest;
  rest["/system/identity"] = {{"name", name}};
  rest["/system/resource"] = {{"version", "7.16.1 (stable)"}, {"board-name", "CCR2004-16G-2S+"}};
  rest["/system/routerboard"] = {{"model", "CCR2004-16G-2S+"},
                                 {"serial-number", format("HGL0%07d", site + 1)}};
  const World address = {{"address", format("10.%d.0.1/16", 40 + site)}, {"interface", "bridge"}};
  rest["/ip/address"] = World::array({address});
  for (const auto* menu : {"/ip/dhcp-server/lease", "/ip/arp", "/interface/bridge/host"}) {
    rest[menu] = World::array();
  }
  return {{"site", format("s%02d", site + 1)}, {"rest", rest}};
}

World cluster_of(int site) {
  World nodes = World::array();
  for (int node = 1; node <= node_count; ++node) {
    nodes.push_back({{"node", format("s%02d-node%d", site + 1, node)},
                     {"ip", format("10.%d.0.%d", 40 + site, 10 + node)}});
  }
  return {{"site", format("s%02d", site + 1)},
          {"version", 9},
          {"nodes", nodes},
          {"guests", World::array()}};
}

void place(World& world, const Host& host) {
  auto& rest = world["routers"][format("gw-s%02d", host.site + 1)]["rest"];
  if (host.leased) rest["/ip/dhcp-server/lease"].push_back(lease_of(host));
  rest["/ip/arp"].push_back(arp_of(host));
  rest["/interface/bridge/host"].push_back(bridge_host_of(host));
  if (!host.guest) return;
  world["clusters"][format("pve-s%02d", host.site + 1)]["guests"].push_back(guest_of(host));
}

World generate(int hosts, int sites, unsigned seed) {
  World world;
  for (int site = 0; site < sites; ++site) {
    world["routers"][format("gw-s%02d", site + 1)] = router_of(site);
    world["clusters"][format("pve-s%02d", site + 1)] = cluster_of(site);
  }
  std::mt19937 random(seed);
  for (int i = 0; i < hosts; ++i) {
    const auto draw = std::uint32_t(random());
    place(world, {.site = i % sites,
                  .number = i / sites,
                  .vendor = draw % unsigned(vendors.size()),
                  .serial = unsigned(i + 1),
                  .guest = (draw >> 8) % guest_share == 0,
                  .leased = (draw >> 16) % 5 != 0});
  }
  return world;
}

}  // namespace

int generate_main(int argc, char** argv) {
  Flags flags(argc, argv, 1);
  const int hosts = flags.number("--hosts", 1000);
  const int sites = flags.number("--sites", 2);
  const auto seed = unsigned(flags.number("--seed", 1));
  const auto path = flags.required("--world-out");
  flags.finish();
  if (sites < 1 || sites > most_sites || hosts < 1 || hosts / sites > most_per_site) {
    throw std::runtime_error("at most 200 sites of 60000 hosts");
  }
  std::ofstream out(path);
  write_world(out, generate(hosts, sites, seed));
  out.close();
  if (!out) throw std::runtime_error("cannot write " + path);
  return 0;
}

}  // namespace muster::lab
