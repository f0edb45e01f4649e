#include "correlate/host/merge.h"

#include <algorithm>

#include "core/list.h"
#include "correlate/host/interfaces.h"
#include "correlate/host/naming.h"
#include "model/host_fields.h"

namespace muster {
namespace {

template <class T>
void add_missing(std::vector<T>& values, const std::vector<T>& others) {
  for (const auto& other : others) {
    if (std::find(values.begin(), values.end(), other) == values.end()) values.push_back(other);
  }
}

// Of what several rows tell, the word of the host itself, then of its hypervisor, then of others.
std::string told(const Group& group, std::string Product::*field) {
  std::pair<int, std::string> best{-1, ""};
  for (const auto& sight : group.sights) {
    const Product* product = sight.fact ? product_of(*sight.fact) : nullptr;
    if (!product || (product->*field).empty()) continue;
    const FactKind kind = sight.kind();
    const int rank = kind == FactKind::device ? 2 : kind == FactKind::guest ? 1 : 0;
    if (rank < best.first) continue;
    if (rank > best.first || product->*field < best.second) best = {rank, product->*field};
  }
  return best.second;
}

std::string registered_vendor(const Group& group, const OuiTable& vendors) {
  for (const auto& sight : group.sights) {
    if (sight.kind() == FactKind::guest) return "";
  }
  std::set<Mac> macs;
  for (const auto& sight : group.sights) {
    if (sight.mac) macs.insert(*sight.mac);
  }
  for (const Mac mac : macs) {
    if (std::string vendor = vendors.vendor(mac); !vendor.empty()) return vendor;
  }
  return "";
}

std::optional<GuestFact> guest_of(const Group& group) {
  std::optional<GuestFact> guest;
  for (const auto& sight : group.sights) {
    const auto* nic = sight.as<NicFact>();
    if (nic && (!guest || nic->guest < *guest)) guest = nic->guest;
  }
  return guest;
}

std::vector<std::string> sources_of(const Group& group) {
  std::vector<std::string> sources;
  for (const auto& sight : group.sights) sources.push_back(sight.source());
  sort_unique(sources);
  return sources;
}

std::vector<std::string> attention_without(std::span<const std::string> attention,
                                           std::string_view word) {
  std::vector<std::string> rest;
  for (const auto& item : attention) {
    if (item != word) rest.push_back(item);
  }
  return rest;
}

// Names by their candidates; the conflict between candidates stands in `attention`.
void settle_name(Observed& observed, const std::string& before, std::string_view domain) {
  sort_candidates(observed.names);
  const NameChoice choice = choose_name(observed.names, before, domain);
  observed.name = choice.name;
  observed.attention = attention_without(observed.attention, "name-conflict");
  if (choice.conflict) observed.attention.push_back("name-conflict");
  sort_unique(observed.attention);
}

// While a source does not answer, what it told stands above what others tell in its place.
void keep(std::string& value, const std::string& before, bool nothing_lost) {
  if (value.empty() || (nothing_lost && !before.empty())) value = before;
}

// What of an earlier file goes into a new one.
class Keeper {
 public:
  Keeper(const Observed& before, Observed fresh, bool nothing_lost, const Claims& claims,
         size_t group, std::string_view domain)
      : before_(before),
        out_(std::move(fresh)),
        nothing_lost_(nothing_lost),
        claims_(claims),
        group_(group),
        domain_(domain) {}

  Observed combine(bool authoritative) {
    const bool all = nothing_lost_ || !authoritative;
    out_.first_seen = before_.first_seen;
    keep_identity(all);
    keep_interfaces(all);
    keep_words();
    if (nothing_lost_) keep_lists();
    settle_name(out_, before_.name, domain_);
    return std::move(out_);
  }

 private:
  bool has_identity(const std::string& identity) const {
    return std::find(out_.identity.begin(), out_.identity.end(), identity) != out_.identity.end();
  }

  // The strongest identity gone is worth a look; the mark stays until a person takes it away.
  void keep_identity(bool all) {
    for (const auto& identity : before_.identity) {
      const bool strong = strength_of(identity) < Strength::mac;
      if (!(strong ? nothing_lost_ : all)) continue;
      if (claims_.key_elsewhere(key_of(identity, before_.site), group_)) continue;
      if (!has_identity(identity)) out_.identity.push_back(identity);
    }
    std::sort(out_.identity.begin(), out_.identity.end(), [](const auto& a, const auto& b) {
      return std::pair(strength_of(a), std::string_view(a)) <
             std::pair(strength_of(b), std::string_view(b));
    });
    const bool marked = std::find(before_.attention.begin(), before_.attention.end(),
                                  "identity-changed") != before_.attention.end();
    const bool lost = !before_.identity.empty() && !has_identity(before_.identity.front());
    if (marked || lost) out_.attention.push_back("identity-changed");
  }

  bool may_keep(const Ip& ip) const {
    return nothing_lost_ || !claims_.address_elsewhere(before_.site, ip, group_);
  }

  bool is_elsewhere(const std::optional<Mac>& mac) const {
    return mac && claims_.key_elsewhere(mac_key(before_.site, *mac), group_);
  }

  void keep_interfaces(bool all) {
    for (const auto& old : before_.interfaces) {
      if (Interface* same = counterpart(old)) {
        keep_addresses(*same, old);
        if (nothing_lost_ || same->vlans.empty()) add_missing(same->vlans, old.vlans);
        std::sort(same->vlans.begin(), same->vlans.end());
      } else if (nothing_lost_ || (all && !is_elsewhere(old.mac))) {
        out_.interfaces.push_back(without_lost(old));
      }
    }
    sort_interfaces(out_.interfaces);
  }

  // The same interface today: by MAC and name, or by a MAC that one interface each has.
  Interface* counterpart(const Interface& old) {
    Interface* by_mac = nullptr;
    size_t count = 0;
    for (auto& now : out_.interfaces) {
      if (now.mac != old.mac) continue;
      if (now.name == old.name) return &now;
      by_mac = &now;
      ++count;
    }
    const auto earlier =
        std::count_if(before_.interfaces.begin(), before_.interfaces.end(),
                      [&](const Interface& other) { return other.mac == old.mac; });
    return old.mac && count == 1 && earlier == 1 ? by_mac : nullptr;
  }

  // An interface keeps its addresses of a family of which none is in use now: rows of ARP tables
  // come and go faster than addresses.
  void keep_addresses(Interface& now, const Interface& old) const {
    const auto fresh = now.addresses;
    const auto has_family = [&](bool v6) {
      return std::any_of(fresh.begin(), fresh.end(), [&](const Cidr& a) { return a.ip.v6 == v6; });
    };
    if (nothing_lost_) keep_prefixes(now, old);
    for (const auto& address : old.addresses) {
      if (!nothing_lost_ && has_family(address.ip.v6)) continue;
      if (may_keep(address.ip)) add_address(now.addresses, address);
    }
  }

  // The source that told a prefix length may be the silent one; what others guess is less.
  static void keep_prefixes(Interface& now, const Interface& old) {
    for (auto& address : now.addresses) {
      for (const auto& earlier : old.addresses) {
        if (earlier.ip == address.ip) address.prefix = earlier.prefix;
      }
    }
  }

  Interface without_lost(Interface interface) const {
    std::erase_if(interface.addresses, [&](const Cidr& a) { return !may_keep(a.ip); });
    return interface;
  }

  void keep_words() {
    each_key(observed_keys, [&]<class T>(const ObservedKey<T>& key) {
      if constexpr (std::is_same_v<T, std::string>) {
        if (key.told != nullptr) keep(out_.*key.member, before_.*key.member, nothing_lost_);
      }
    });
    if (out_.names.empty()) out_.names = before_.names;
  }

  void keep_lists() {
    each_key(observed_keys, [&](const auto& key) {
      if (key.lasting) keep_all(out_.*key.member, before_.*key.member);
    });
    sort_unique(out_.sources);
    const auto& marks = before_.attention;
    if (std::find(marks.begin(), marks.end(), too_large) != marks.end()) {
      out_.attention.emplace_back(too_large);
    }
  }

  template <class T>
  static void keep_all(std::optional<T>& value, const std::optional<T>& before) {
    if (!value) value = before;
  }
  template <class T>
  static void keep_all(std::vector<T>& values, const std::vector<T>& before) {
    add_missing(values, before);
  }
  template <class T>
  static void keep_all(T&, const T&) {}  // one value: kept as a word

  const Observed& before_;
  Observed out_;
  bool nothing_lost_;
  const Claims& claims_;
  size_t group_;
  std::string_view domain_;
};

}  // namespace

void Claims::add(const Observed& observed, std::span<const std::string> keys, size_t group) {
  for (const auto& interface : observed.interfaces) {
    for (const auto& address : interface.addresses) {
      addresses_[{observed.site, address.ip}].insert(group);
    }
  }
  for (const auto& key : keys) keys_.emplace(key, group);
}

bool Claims::address_elsewhere(const std::string& site, const Ip& ip, size_t group) const {
  const auto found = addresses_.find({site, ip});
  if (found == addresses_.end()) return false;
  return found->second.size() > 1 || !found->second.contains(group);
}

bool Claims::key_elsewhere(const std::string& key, size_t group) const {
  const auto found = keys_.find(key);
  return found != keys_.end() && found->second != group;
}

Observed observe(const Group& group, const Observed* before, const Surroundings& around) {
  Observed out;
  out.site = group.site();
  for (const auto& key : group.keys) out.identity.push_back(identity_of(key));
  const std::span<const Interface> earlier =
      before ? std::span<const Interface>(before->interfaces) : std::span<const Interface>{};
  out.interfaces = interfaces_of(group, earlier, around.subnets);
  out.guest = guest_of(group);
  each_key(observed_keys, [&]<class T>(const ObservedKey<T>& key) {
    if constexpr (std::is_same_v<T, std::string>) {
      if (key.told != nullptr) out.*key.member = told(group, key.told);
    }
  });
  if (out.vendor.empty()) out.vendor = registered_vendor(group, around.vendors);
  out.names = name_candidates(group);
  out.sources = sources_of(group);
  const auto site = around.config.sites.find(out.site);
  settle_name(out, before ? before->name : "",
              site == around.config.sites.end() ? "" : site->second.domain);
  return out;
}

Observed combine(const Observed& before, Observed fresh, bool authoritative, bool nothing_lost,
                 const Claims& claims, size_t group, std::string_view domain) {
  return Keeper(before, std::move(fresh), nothing_lost, claims, group, domain)
      .combine(authoritative);
}

Observed retain(const Observed& before, bool nothing_lost, const Claims& claims) {
  Observed out = before;
  std::erase_if(out.identity, [&](const std::string& identity) {
    return claims.key_elsewhere(key_of(identity, before.site), Claims::nobody);
  });
  if (nothing_lost) return out;
  for (auto& interface : out.interfaces) {
    std::erase_if(interface.addresses, [&](const Cidr& address) {
      return claims.address_elsewhere(before.site, address.ip, Claims::nobody);
    });
  }
  return out;
}

}  // namespace muster
