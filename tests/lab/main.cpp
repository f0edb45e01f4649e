#include <cstring>
#include <exception>
#include <iostream>

#include "api/api.h"
#include "arp.h"
#include "certificate.h"
#include "generate.h"
#include "netbox.h"
#include "proxmox.h"
#include "routeros.h"
#include "snmp.h"
#include "world.h"

namespace {

struct Command {
  const char* name;
  const char* about;
  int (*run)(int argc, char** argv);
};

constexpr Command commands[] = {
    {"api", "the read API of another system: --system NAME", muster::lab::api_main},
    {"arp", "many hosts that answer ARP on one interface, or --list them", muster::lab::arp_main},
    {"cert", "write a self-signed certificate and print its fingerprint", muster::lab::cert_main},
    {"generate", "write a big world", muster::lab::generate_main},
    {"netbox", "a NetBox", muster::lab::netbox_main},
    {"proxmox", "a Proxmox VE cluster", muster::lab::proxmox_main},
    {"routeros", "a RouterOS 7 router", muster::lab::routeros_main},
    {"snmp", "SNMP agents, from recordings or made up", muster::lab::snmp_main},
    {"world", "all routers and clusters of a world, and a NetBox", muster::lab::world_main},
};

int usage() {
  std::cerr << "usage: muster-lab COMMAND …\n";
  for (const auto& command : commands) {
    std::cerr << "  " << command.name << "\t" << command.about << "\n";
  }
  return 64;
}

}  // namespace

int main(int argc, char** argv) {
  for (const auto& command : commands) {
    if (argc < 2 || std::strcmp(argv[1], command.name) != 0) continue;
    try {
      return command.run(argc - 1, argv + 1);
    } catch (const std::exception& error) {
      std::cerr << "muster-lab " << command.name << ": " << error.what() << "\n";
      return 1;
    }
  }
  return usage();
}
