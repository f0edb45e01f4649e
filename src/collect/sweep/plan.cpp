#include "collect/sweep/plan.h"

#include <algorithm>
#include <cstdint>
#include <set>

#include "core/list.h"
#include "core/text.h"

namespace muster {
namespace {

constexpr int kWidest = 16;              // bits of an IPv4 network
constexpr size_t kMostSolicited = 4096;  // IPv6 addresses asked for by name

// The narrower of two networks that overlap.
std::optional<Cidr> common(const Cidr& a, const Cidr& b) {
  const Cidr& narrow = a.prefix >= b.prefix ? a : b;
  const Cidr& wide = a.prefix >= b.prefix ? b : a;
  if (a.ip.v6 != b.ip.v6 || !Cidr{wide.network(), wide.prefix}.contains(narrow.ip)) return {};
  return Cidr{narrow.network(), narrow.prefix};
}

uint32_t number_of(const Ip& ip) {
  uint32_t number = 0;
  for (size_t i = 12; i < 16; ++i) number = number << 8 | ip.bytes[i];
  return number;
}

Ip ip_of(uint32_t number) {
  Ip ip;
  for (size_t i = 16; i-- > 12; number >>= 8) ip.bytes[i] = static_cast<uint8_t>(number);
  return ip;
}

struct Span {
  uint32_t first = 0, last = 0;
};

Span span_of(const Cidr& network) {
  const uint32_t first = number_of(network.network());
  return {first, first | static_cast<uint32_t>(0xFFFFFFFFULL >> network.prefix)};
}

// The address of the network itself, or its broadcast address.
bool is_edge(const Cidr& subnet, const Ip& ip) {
  const Span span = span_of(subnet);
  const uint32_t number = number_of(ip);
  return !ip.v6 && subnet.prefix < 31 && (number == span.first || number == span.last);
}

void check_width(const std::vector<Cidr>& networks) {
  for (const Cidr& network : networks) {
    if (network.ip.v6 || network.prefix >= kWidest) continue;
    throw Error("network " + render(network) + " is wider than a sweep asks, /16")
        .mend("name the parts that are in use under networks:");
  }
}

class Planning {
 public:
  Planning(const SweepConfig& config, std::span<const CaptureInterface> interfaces,
           std::span<const Observation> earlier)
      : config_(config) {
    for (const CaptureInterface& one : interfaces) {
      if (chosen(one)) usable_.push_back(one);
    }
    refuse_unknown(interfaces);
    for (const Observation& seen : earlier) {
      for (const Fact& fact : seen.facts) remember(fact);
    }
  }

  SweepPlan plan() && {
    for (const CaptureInterface& one : usable_) plan_.links.push_back({one, {}, {}, {}});
    for (const Cidr& network : config_.networks) assign(network);
    for (LinkPlan& link : plan_.links) complete(link);
    std::erase_if(plan_.links, [&](const LinkPlan& link) {
      return link.networks.empty() && config_.interfaces.empty();
    });
    list_off_link();
    return std::move(plan_);
  }

 private:
  bool named(const CaptureInterface& one) const {
    return std::find(config_.interfaces.begin(), config_.interfaces.end(), one.name) !=
           config_.interfaces.end();
  }

  bool leads_to_networks(const CaptureInterface& one) const {
    return std::any_of(one.addresses.begin(), one.addresses.end(), [&](const Cidr& own) {
      return !own.ip.v6 && std::any_of(config_.networks.begin(), config_.networks.end(),
                                       [&](const Cidr& network) { return common(network, own); });
    });
  }

  // An interface that is named, or has an address in the networks, and cannot be swept is trouble;
  // another is just left out.
  bool chosen(const CaptureInterface& one) {
    if (one.mac && one.up) return config_.interfaces.empty() || named(one);
    const bool wanted = config_.interfaces.empty() ? one.mac && leads_to_networks(one) : named(one);
    if (!wanted) return false;
    const std::string why = one.mac ? " is down" : " is not Ethernet";
    plan_.trouble.add(Error("interface " + one.name + why)
                          .mend(one.mac ? "bring it up, or leave it out of what is swept"
                                        : "leave it out of interfaces:"));
    return false;
  }

  void refuse_unknown(std::span<const CaptureInterface> interfaces) const {
    std::vector<std::string> known;
    for (const CaptureInterface& one : interfaces) known.push_back(one.name);
    for (const std::string& name : config_.interfaces) {
      if (std::find(known.begin(), known.end(), name) != known.end()) continue;
      throw Error("this machine has no interface \"" + clean(name) + "\"")
          .mend(suggestion(name, known));
    }
  }

  void remember(const Fact& fact) {
    if (!is_alive(fact)) return;
    for (const Cidr& address : addresses_of(fact)) {
      if (address.ip.v6) known6_.insert(address.ip);
      if (kind_of(fact) == FactKind::lease) bound_.insert(address.ip);
    }
  }

  // To the interfaces that have an address there; else, unnumbered, to all that were named.
  void assign(const Cidr& network) {
    bool placed = false;
    for (LinkPlan& link : plan_.links) {
      for (const Cidr& own : link.interface.addresses) {
        const auto part = common(network, own);
        if (!part) continue;
        link.networks.push_back(*part);
        placed = true;
      }
    }
    if (placed || config_.interfaces.empty() || network.ip.v6) return;
    for (LinkPlan& link : plan_.links) {
      link.networks.push_back({network.network(), network.prefix});
      link.unnumbered.push_back(link.networks.back());
    }
  }

  void complete(LinkPlan& link) {
    sort_unique(link.networks);
    std::set<Ip> asked;
    for (const Cidr& network : link.networks) {
      if (!network.ip.v6) ask_network(link, network, asked);
    }
    swept_.insert(swept_.end(), link.networks.begin(), link.networks.end());
    if (config_.ipv6 && !(link.networks.empty() && config_.interfaces.empty())) ask_ipv6(link);
  }

  void ask_network(LinkPlan& link, const Cidr& network, std::set<Ip>& asked) {
    const auto& own = link.interface.addresses;
    for (const Ip& ip : hosts_of(network)) {
      const auto near = std::find_if(own.begin(), own.end(), [&](const Cidr& address) {
        return Cidr{address.network(), address.prefix}.contains(ip);
      });
      const bool numbered = near != own.end();
      if (numbered && is_edge(*near, ip)) continue;
      if (std::any_of(own.begin(), own.end(), [&](const Cidr& a) { return a.ip == ip; })) continue;
      if (in_any(config_.exclude, ip) || !asked.insert(ip).second) continue;
      link.questions.push_back({ip, numbered ? near->ip : Ip{}, bound_.contains(ip)});
    }
  }

  // From the link-local address, and again from a global one, so that the answers come from there.
  void ask_ipv6(LinkPlan& link) {
    const Ip all = *parse_ip("ff02::1");
    bool local = false, global = false;
    for (const Cidr& own : link.interface.addresses) {
      if (!own.ip.v6) continue;
      bool& done = own.ip.link_local() ? local : global;
      if (!done) link.questions.push_back({all, own.ip, false});
      done = true;
      if (!own.ip.link_local()) solicit(link, own);
    }
  }

  void solicit(LinkPlan& link, const Cidr& own) {
    const Cidr subnet{own.network(), own.prefix};
    size_t asked = 0;
    for (const Ip& ip : known6_) {
      if (ip == own.ip || !subnet.contains(ip) || in_any(config_.exclude, ip)) continue;
      if (++asked > kMostSolicited) return;
      link.questions.push_back({ip, own.ip, false});
    }
  }

  void list_off_link() {
    for (const Cidr& network : config_.networks) {
      if (network.ip.v6) continue;
      for (const Ip& ip : hosts_of({network.network(), network.prefix})) {
        if (!in_any(swept_, ip) && !in_any(config_.exclude, ip)) plan_.off_link.push_back(ip);
      }
    }
    sort_unique(plan_.off_link);
  }

  const SweepConfig& config_;
  std::vector<CaptureInterface> usable_;
  std::set<Ip> bound_, known6_;
  std::vector<Cidr> swept_;  // parts of networks that are on a link
  SweepPlan plan_;
};

}  // namespace

std::vector<Ip> hosts_of(const Cidr& network) {
  std::vector<Ip> hosts;
  const Span span = span_of(network);
  for (uint64_t number = span.first; number <= span.last; ++number) {
    const Ip ip = ip_of(static_cast<uint32_t>(number));
    if (!is_edge(network, ip)) hosts.push_back(ip);
  }
  return hosts;
}

SweepPlan plan_sweep(const SweepConfig& config, std::span<const CaptureInterface> interfaces,
                     std::span<const Observation> earlier) {
  check_width(config.networks);
  return Planning(config, interfaces, earlier).plan();
}

}  // namespace muster
