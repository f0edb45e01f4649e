#include "collect/sweep/heard.h"

#include <algorithm>

namespace muster {
namespace {

constexpr size_t kMostSpeakers = 8;     // for one address
constexpr size_t kMostHeard = 1 << 18;  // IPv6 addresses and MACs
constexpr size_t kMostOfOneHost = 16;   // addresses that a host answers for

bool is_host_mac(Mac mac) {
  const MacClass kind = classify(mac);
  return kind != MacClass::invalid && kind != MacClass::multicast;
}

ArpFact heard_from(Mac mac, std::optional<Cidr> address) {
  ArpFact fact;
  fact.address = address;
  fact.mac = mac;
  fact.alive = true;
  return fact;
}

}  // namespace

Heard::Heard(std::vector<Cidr> networks, std::vector<Cidr> exclude, std::set<Ip> controls)
    : networks_(std::move(networks)),
      exclude_(std::move(exclude)),
      controls_(std::move(controls)) {}

bool Heard::wanted(const Ip& ip) const {
  if (in_any(networks_, ip)) return true;
  return ip.v6 && std::none_of(networks_.begin(), networks_.end(),
                               [](const Cidr& network) { return network.ip.v6; });
}

void Heard::keep(const Ip& ip, Mac mac, bool itself) {
  if (!is_host_mac(mac)) return void(++dropped_["no host's MAC"]);
  if (!wanted(ip)) return void(++dropped_["not in the networks"]);
  if (in_any(exclude_, ip)) return void(++dropped_["excluded"]);
  if (heard_.size() >= kMostHeard && !heard_.contains(ip)) return void(++dropped_["too many"]);
  Speakers& speakers = heard_[ip];
  if (speakers.size() >= kMostSpeakers && !speakers.contains(mac)) {
    return void(++dropped_["too many MACs for one address"]);
  }
  bool& spoke = speakers[mac];
  spoke = spoke || itself;
}

// A request tells who asks; a reply about its own target address is gratuitous (RFC 5944, 4.6).
void Heard::add(const ArpFrame& frame) {
  if (frame.sender_ip.unspecified()) return;
  if (frame.reply && controls_.contains(frame.sender_ip)) {
    if (is_host_mac(frame.sender)) tricked_.insert(frame.sender);
    return;
  }
  if (frame.sender_ip.loopback() || frame.sender_ip.multicast()) return;
  keep(frame.sender_ip, frame.sender, !frame.reply || frame.sender_ip == frame.target_ip);
}

void Heard::add(const NdFrame& frame) {
  const Ip& who = frame.kind == NdKind::advertisement ? frame.subject : frame.from;
  if (is_host_address(who)) return keep(who, frame.mac, true);
  if (!who.link_local()) return;
  if (!is_host_mac(frame.mac)) return void(++dropped_["no host's MAC"]);
  if (link_local_.size() < kMostHeard) link_local_.insert(frame.mac);
}

void Heard::add_own(const Ip& ip, Mac mac) {
  if (wanted(ip) && !in_any(exclude_, ip)) keep(ip, mac, true);
}

bool Heard::heard_in(const Cidr& network) const {
  const auto first = heard_.lower_bound(network.network());
  return first != heard_.end() && network.contains(first->first);
}

std::map<Mac, Proxy> Heard::proxies() const {
  std::map<Mac, Proxy> found;
  for (const auto& [ip, speakers] : heard_) {
    if (ip.v6) continue;
    for (const auto& [mac, itself] : speakers) {
      Proxy& proxy = found[mac];
      proxy.mac = mac;
      if (itself) proxy.own.push_back(ip);
      if (!itself) ++proxy.addresses;
    }
  }
  std::erase_if(found, [&](const auto& one) {
    return !tricked_.contains(one.first) && one.second.addresses <= kMostOfOneHost;
  });
  return found;
}

LinkFacts Heard::facts() const {
  LinkFacts out;
  out.dropped = dropped_;
  const auto found = proxies();
  std::set<Mac> placed;
  for (const auto& [ip, speakers] : heard_) {
    for (const auto& [mac, itself] : speakers) {
      if (!ip.v6 && !itself && found.contains(mac)) {
        ++out.dropped["proxy ARP"];
        continue;
      }
      out.facts.push_back(heard_from(mac, Cidr{ip, ip.width()}));
      placed.insert(mac);
    }
  }
  for (const Mac mac : link_local_) {
    if (!placed.contains(mac)) out.facts.push_back(heard_from(mac, std::nullopt));
  }
  for (const auto& [mac, proxy] : found) out.proxies.push_back(proxy);
  return out;
}

}  // namespace muster
