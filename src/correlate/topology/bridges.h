// The devices that forward frames, as their sources told: ports, learned MACs, neighbours. Rows of
// a member port count for its aggregate, those of a logical unit for its port.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/observation.h"

namespace muster {

// A MAC that one host can have: no multicast, no address of a group of routers, no container's.
bool is_placeable(Mac mac);

struct BridgePort {
  std::string name;
  std::optional<Mac> mac;
  bool told = false;  // the switch listed it: `vlans`, `tagged` and `root` are known
  bool aggregate = false;
  bool tagged = false;
  bool root = false;
  std::set<int> vlans;
  std::vector<Mac> macs;  // learned, placeable ones, sorted
  std::set<Peer> peers;   // Peer::port is this port's name
};

// What a wire is plugged in: a port, also one that is a member of an aggregate.
struct Jack {
  std::optional<Mac> mac;
  std::set<Peer> peers;
};

struct Bridge {
  std::string source;  // Observation::source
  std::string site;
  std::string name;      // as hosts name it: what the device says of itself when no other says so
  std::string chassis;   // as Peer::chassis
  bool whole = false;    // its forwarding table was read to the end
  bool failed = false;   // something of it could not be read
  bool learned = false;  // it has rows of hosts
  bool view = false;     // it told a SwitchView
  std::set<Mac> own;
  std::set<Ip> addresses;
  std::map<std::string, BridgePort> ports;
  std::map<std::string, Jack> jacks;
  std::map<std::string, std::string> unit_of;       // logical unit → port
  std::map<std::string, std::string> aggregate_of;  // member port → aggregate

  const std::string& canonical(const std::string& port) const;
  const std::string& physical(const std::string& port) const;  // of a logical unit its port
  const BridgePort* port(const std::string& name) const;
  // Its port that a neighbour says it is; null where that says no port of its.
  const BridgePort* port_of(const Peer& neighbor) const;
  // As port_of(), but a member of an aggregate is meant as such; "" when it says none.
  std::string jack_of(const Peer& neighbor) const;
  bool is_jack(const std::string& called) const;  // and no aggregate
};

// A row of a forwarding table.
struct Learned {
  size_t bridge = 0;
  const BridgePort* port = nullptr;  // none: the switch did not tell which
  std::vector<int> vlans;            // sorted
};

// A port where a neighbour told this of itself.
struct Spoken {
  size_t bridge = 0;
  const BridgePort* port = nullptr;
};

class Bridges {
 public:
  explicit Bridges(std::span<const Observation> observations);
  Bridges(const Bridges&) = delete;
  Bridges& operator=(const Bridges&) = delete;

  const std::vector<Bridge>& all() const { return bridges_; }  // by site, then source
  const Bridge& operator[](size_t index) const { return bridges_[index]; }
  // One row a port, in the order of bridges and ports.
  const std::vector<Learned>& rows(const std::string& site, Mac mac) const;
  // By chassis id, or by a port id that is a MAC; lower case.
  const std::vector<Spoken>& spoken(const std::string& site, const std::string& id) const;
  std::optional<size_t> by_source(const std::string& site, const std::string& source) const;
  // The one bridge that has this MAC as its own.
  std::optional<size_t> owner(const std::string& site, Mac mac) const;
  // All that have this MAC as their own, or this short name.
  const std::set<size_t>& owners(const std::string& site, Mac mac) const;
  const std::set<size_t>& named(const std::string& site, const std::string& short_name) const;
  // The bridge that a neighbour is, never `self`.
  std::optional<size_t> polled(const Peer& peer, size_t self) const;

 private:
  using SiteMac = std::pair<std::string, Mac>;
  using SiteName = std::pair<std::string, std::string>;

  void add_bridges(std::span<const Observation> observations);
  void add_view(Bridge& bridge, const SwitchView& view);
  void add_neighbor(Bridge& bridge, const NeighborFact& fact);
  void add_rows(std::span<const Observation> observations);
  void add_forwarding(size_t index, const ForwardingTable& table);
  void settle_names();
  void index();
  static bool near(const Bridge& bridge, const Peer& peer);

  std::vector<Bridge> bridges_;
  std::map<SiteName, size_t> by_source_;
  std::map<SiteName, std::set<size_t>> by_chassis_, by_name_;
  std::map<SiteMac, std::set<size_t>> by_mac_;
  std::map<std::pair<std::string, Ip>, std::set<size_t>> by_address_;
  std::map<SiteMac, std::vector<Learned>> rows_;
  std::map<SiteName, std::vector<Spoken>> spoken_;
};

// A name without its domain, lower case: what LLDP and CDP of one device agree on.
std::string short_name(std::string_view name);

}  // namespace muster
