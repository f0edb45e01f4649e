#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "proxmox_login.h"
#include "server.h"
#include "world_file.h"

namespace muster::lab {

// What the user or token may see.
enum class Rights { full_rights, no_agent, no_config };

struct ProxmoxTraits {
  int version = 9;
  Rights rights = Rights::full_rights;
  std::vector<std::string> hidden = {};   // guest numbers the login has no VM.Audit on
  std::chrono::milliseconds hang{10000};  // how long a hung agent takes to fail
};

// A Proxmox VE cluster, read only. A guest of the world has kind (qemu or lxc), vmid, node, name,
// status, config, and optionally template, tags, pool, pending, agent and interfaces.
// agent is "none", "stopped", "hung", "unsupported" or a map {name: [mac or null, CIDR …]};
// interfaces is such a map.
class Proxmox {
 public:
  Proxmox(const World& cluster, ProxmoxLogin login, ProxmoxTraits traits);
  Answer answer(const httplib::Request& request);

 private:
  using Path = std::vector<std::string>;

  Answer top(const httplib::Request& request, const Path& path);
  Answer resources(const httplib::Request& request) const;
  Answer status() const;
  Answer nodes() const;
  Answer node(const httplib::Request& request, const Path& path) const;
  Answer guest(const httplib::Request& request, const Path& path) const;
  Answer config(const httplib::Request& request, const World& guest) const;
  Answer agent(const World& guest) const;
  Answer interfaces(const World& guest) const;
  Answer guests_of(const std::string& node, const std::string& kind) const;

  const World* find(const std::string& node, const std::string& kind,
                    const std::string& vmid) const;
  bool may_audit(const World& guest) const;
  std::string agent_privilege() const;

  std::string name_;
  World cluster_;
  ProxmoxDoor door_;
  ProxmoxTraits traits_;
};

int proxmox_main(int argc, char** argv);

}  // namespace muster::lab
