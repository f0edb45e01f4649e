// Who was heard on a link: what the frames of a sweep say, as facts.
#pragma once
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "collect/sweep/arp_frame.h"
#include "collect/sweep/nd_frame.h"
#include "model/observation.h"

namespace muster {

// A MAC that answers for others (proxy ARP, RFC 1027).
struct Proxy {
  Mac mac;
  std::vector<Ip> own;   // what it called its own when it asked others
  size_t addresses = 0;  // answered for
};

struct LinkFacts {
  std::vector<ArpFact> facts;  // by address, then MAC; MAC, address and alive only
  std::map<std::string, size_t> dropped;
  std::vector<Proxy> proxies;
};

class Heard {
 public:
  // Only addresses in `networks` and outside `exclude` become facts; without an IPv6 network any
  // IPv6 address may. An answer for one of `controls` proves a proxy: nobody has those.
  Heard(std::vector<Cidr> networks, std::vector<Cidr> exclude, std::set<Ip> controls);

  void add(const ArpFrame& frame);
  void add(const NdFrame& frame);
  // What this machine knows of itself.
  void add_own(const Ip& ip, Mac mac);
  bool heard_in(const Cidr& network) const;  // anyone at all

  LinkFacts facts() const;

 private:
  // Whether a MAC spoke for itself, and not only answered when asked.
  using Speakers = std::map<Mac, bool>;
  void keep(const Ip& ip, Mac mac, bool itself);
  bool wanted(const Ip& ip) const;
  std::map<Mac, Proxy> proxies() const;

  std::vector<Cidr> networks_, exclude_;
  std::set<Ip> controls_;
  std::map<Ip, Speakers> heard_;
  std::set<Mac> link_local_;  // known by no other address so far
  std::set<Mac> tricked_;     // answered for a control
  std::map<std::string, size_t> dropped_;
};

}  // namespace muster
