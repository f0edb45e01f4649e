// What approved hosts become in NetBox, host by host. Internal to desired().
#pragma once
#include <map>
#include <string>
#include <vector>

#include "target/netbox/desired.h"
#include "target/netbox/prerequisites.h"
#include "target/netbox/schema.h"

namespace muster::netbox {

// Interfaces with equal names are one; an interface without a name is called after its MAC.
struct Port {
  std::string name;
  std::vector<Mac> macs;
  std::vector<Cidr> addresses;
};

class Wanted {
 public:
  explicit Wanted(const Config& config) : config_(config) {}

  void add(const HostFile& file);
  std::vector<Resource> take();

 private:
  struct Current {  // the host in hand
    const HostFile& file;
    const ClassConfig& kind;
    std::string site;
    std::string name;
    std::string domain;
    std::string dns_name;
    std::vector<Key> marks;  // the tag and the custom field
  };

  Resource start(const Current& at, std::string_view of, const std::string& rest) const;
  static Manage managed(const Current& at, const Resource& resource, const Field& field);
  // Fields that are not the inventory's to keep become fills or yields.
  static void leave_to_people(const Current& at, Resource& resource);
  Resource owner(const Current& at, std::string_view of);
  Resource device(const Current& at);
  Resource virtual_machine(const Current& at);
  void ports(const Current& at, const Resource& owner);
  void macs(const Current& at, const Resource& owner, const Resource& interface, const Port& port);
  bool guessed(const Current& at, const Cidr& cidr) const;
  Resource address(const Current& at, const Resource& owner, const Resource& interface,
                   const Port& port, const Cidr& cidr);
  void addresses(const Current& at, const Resource& owner, const Resource& interface,
                 const Port& port, Resource& primary);

  const Config& config_;
  Prerequisites prerequisites_;
  std::vector<Resource> resources_;
  struct Taken {
    std::string host;
    Where where;
  };
  std::map<Ip, Taken> taken_;  // the first to have an address
};

inline constexpr size_t name_limit = 64;

}  // namespace muster::netbox
