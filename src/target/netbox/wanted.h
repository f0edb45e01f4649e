// What approved hosts become in NetBox, host by host. Internal to desired().
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "inventory/called.h"
#include "target/netbox/desired.h"
#include "target/netbox/nodes.h"
#include "target/netbox/prerequisites.h"
#include "target/netbox/schema.h"

namespace muster::netbox {

// Interfaces with equal names are one; an interface without a name is called after its MAC.
struct Port {
  std::string name = {};
  std::vector<Mac> macs = {};
  std::vector<Cidr> addresses = {};
  std::set<int> vlans = {};
  std::string description = {}, lag = {};
  long long mtu = 0;
};

// Where hosts are plugged in, as far as it is known for sure enough.
class Plugged {
 public:
  Plugged() = default;
  explicit Plugged(std::span<const HostFile* const> hosts);
  struct Port {
    std::set<int> vlans;  // of the hosts
    size_t hosts = 0;     // 0: a member of the aggregate that they are plugged in
  };
  using Ports = std::map<std::string, Port>;

  // The ports of a switch that hosts are plugged in.
  const Ports& ports_of(const HostFile& a_switch) const;
  struct Way {  // a wire to a port of a switch
    const HostFile* a_switch = nullptr;
    std::string own;  // the host's port, "" where it is not told
    std::string there;
  };
  // How a host is wired for certain, alone on its port: where its own ports are told by each of
  // them, else by the only one.
  std::vector<Way> ways_of(const HostFile& host) const;

 private:
  Called called_;
  std::map<const HostFile*, Ports> ports_;
};

class Wanted {
 public:
  Wanted(const Config& config, std::span<const std::string> also,
         std::span<const HostFile* const> hosts);

  void add(const HostFile& file);
  std::vector<Resource> take();

 private:
  struct Current {  // the host in hand
    const HostFile& file;
    const ClassConfig& kind;
    Text path;           // of the file
    const Whence& said;  // where the classification stands
    Text id;
    Text site;
    Text name;
    std::string domain;
    Text dns_name;
    List<Key> marks;  // the tag and the custom field

    // As of the file.
    Whence where(std::string_view key) const { return in_file(file.where(key)); }
    Whence told(std::string_view field, std::string_view word = {}) const {
      return in_file(file.told(field, word));
    }
    Whence in_file(const Where& where) const { return {path, where.line, where.column}; }
  };

  void put(Resource resource);
  Resource start(const Current& at, std::string_view of, const std::string& rest) const;
  static void tenant(const Current& at, Resource& resource);
  static Manage managed(const Current& at, const Resource& resource, const Field& field);
  // Fields that are not the inventory's to keep become fills or yields.
  static void leave_to_people(const Current& at, Resource& resource);
  Resource owner(const Current& at, std::string_view of);
  Resource device(const Current& at);
  void places(const Current& at, Resource& device);
  Resource virtual_machine(const Current& at);
  bool makes(std::string_view extra) const;
  std::vector<Port> ports_of(const HostFile& file) const;
  static void words(const Current& at, const Resource& owner, const std::vector<Port>& ports,
                    const Port& port, Resource& interface);
  void ports(const Current& at, const Resource& owner);
  void cable(const Current& at, const Resource& owner, const std::vector<Port>& ports,
             const Plugged::Way& way);
  void vlans(const Current& at, Resource& interface, const Port& port);
  void put_vrf(const Current& at, const std::string& vrf, Resource& resource) const;
  void prefix(const Current& at, const Cidr& cidr, const Whence& where);
  // `path`: of the interface.
  void macs(const Current& at, const Resource& owner, const Resource& interface, const Port& port,
            const Text& path);
  bool guessed(const Current& at, const Cidr& cidr) const;
  Resource address(const Current& at, const Resource& owner, const Resource& interface,
                   const Text& path, const Cidr& cidr);
  void addresses(const Current& at, const Resource& owner, const Resource& interface,
                 const Port& port, const Text& path, Resource& primary);

  const Config& config_;
  std::set<std::string, std::less<>> also_;
  Plugged plugged_;
  Nodes nodes_;
  Prerequisites prerequisites_;
  std::vector<Resource> resources_;
  struct Taken {
    Text host;
    Whence where;
  };
  std::map<std::string, Taken> taken_;  // by address_name(): the first to have it
  std::map<const ClassConfig*, Whence> said_;
};

inline constexpr size_t name_limit = 64;

}  // namespace muster::netbox
