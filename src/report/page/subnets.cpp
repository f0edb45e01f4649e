#include "report/page/subnets.h"

#include <algorithm>

#include "core/list.h"

namespace muster {
namespace {

struct SiteAddresses {
  std::map<Cidr, bool> networks;  // whether it is configured
  std::vector<Ip> addresses;      // sorted, each once
};
using Sites = std::map<std::string, SiteAddresses>;

void add_host(const Host& host, Sites& sites) {
  if (effective_state(host) != State::present) return;
  SiteAddresses& site = sites[effective_site(host)];
  for (const Interface& interface : effective_interfaces(host)) {
    for (const Cidr& address : interface.addresses) {
      if (!is_host_address(address.ip)) continue;
      site.addresses.push_back(address.ip);
      if (address.prefix < address.ip.width()) {
        site.networks.try_emplace(Cidr{address.network(), address.prefix}, false);
      }
    }
  }
}

uint64_t number(const Ip& ip) {
  uint64_t bits = 0;
  for (size_t i = 12; i < 16; ++i) bits = bits << 8 | ip.bytes[i];
  return bits;
}

Ip address(uint64_t bits) {
  Ip ip;
  for (size_t i = 16; i > 12; --i, bits >>= 8) ip.bytes[i - 1] = static_cast<uint8_t>(bits);
  return ip;
}

// [first, last] of the addresses for hosts: without network and broadcast, where it has those.
struct Span {
  uint64_t first, last;
};

Span span_of(const Cidr& network) {
  const uint64_t first = number(network.ip);
  const uint64_t last = first + (uint64_t{1} << (32 - network.prefix)) - 1;
  return network.prefix < 31 ? Span{first + 1, last - 1} : Span{first, last};
}

Span whole_of(const Cidr& network) {
  const uint64_t first = number(network.ip);
  return {first, first + (uint64_t{1} << (32 - network.prefix)) - 1};
}

void note_free(Subnet& subnet, uint64_t first, uint64_t last) {
  if (first > last) return;
  ++subnet.ranges;
  if (subnet.free.size() < Subnet::most_ranges) {
    subnet.free.push_back({address(first), address(last)});
  }
}

// What lies between what is taken, in order.
void find_free(Subnet& subnet, std::vector<Span> taken) {
  std::sort(taken.begin(), taken.end(),
            [](const Span& a, const Span& b) { return a.first < b.first; });
  const Span all = span_of(subnet.network);
  uint64_t next = all.first;
  for (const Span& one : taken) {
    if (one.first > next) note_free(subnet, next, std::min(one.first - 1, all.last));
    next = std::max(next, one.last + 1);
  }
  note_free(subnet, next, all.last);
}

class Counter {
 public:
  Counter(const std::string& name, const SiteAddresses& site) : site_(site) {
    for (const auto& [network, configured] : site.networks) {
      while (!open_.empty() && !all_[open_.back()].network.contains(network.ip)) open_.pop_back();
      if (!open_.empty()) parts_[open_.back()].push_back(all_.size());
      all_.push_back({name, network, configured, static_cast<int>(open_.size())});
      parts_.emplace_back();
      open_.push_back(all_.size() - 1);
    }
  }

  std::vector<Subnet> count() {
    for (size_t i = 0; i < all_.size(); ++i) count(all_[i], parts_[i]);
    return std::move(all_);
  }

 private:
  void count(Subnet& subnet, const std::vector<size_t>& parts) const {
    const auto first =
        std::lower_bound(site_.addresses.begin(), site_.addresses.end(), subnet.network.ip);
    const auto last = std::find_if_not(first, site_.addresses.end(),
                                       [&](const Ip& ip) { return subnet.network.contains(ip); });
    subnet.used = static_cast<size_t>(last - first);
    if (subnet.network.ip.v6) return;
    const Span hosts = span_of(subnet.network);
    subnet.size = hosts.last - hosts.first + 1;
    std::vector<Span> taken;
    for (const size_t part : parts) taken.push_back(whole_of(all_[part].network));
    for (auto at = first; at != last; ++at) taken.push_back({number(*at), number(*at)});
    find_free(subnet, std::move(taken));
  }

  const SiteAddresses& site_;
  std::vector<Subnet> all_;
  std::vector<std::vector<size_t>> parts_;  // networks right within each
  std::vector<size_t> open_;                // those that hold the next one, outermost first
};

}  // namespace

std::vector<Subnet> subnets_of(const Inventory& inventory,
                               const std::map<std::string, SiteConfig>& configured) {
  Sites sites;
  for (const auto& file : inventory.files) add_host(file->host, sites);
  for (const auto& [slug, site] : configured) {
    for (const Cidr& network : site.networks) {
      sites[slug].networks[Cidr{network.network(), network.prefix}] = true;
    }
  }
  std::vector<Subnet> all;
  for (auto& [slug, site] : sites) {
    sort_unique(site.addresses);
    auto counted = Counter(slug, site).count();
    std::move(counted.begin(), counted.end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace muster
