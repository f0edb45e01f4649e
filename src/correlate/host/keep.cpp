#include "correlate/host/keep.h"

#include <algorithm>

#include "core/list.h"
#include "correlate/host/interfaces.h"
#include "correlate/host/naming.h"
#include "model/host_fields.h"

namespace muster {
namespace {

template <class T>
bool has(const std::vector<T>& values, const T& one) {
  return std::find(values.begin(), values.end(), one) != values.end();
}

// What of an earlier file goes into a new one.
class Keeper {
 public:
  Keeper(const Observed& before, Observed fresh, const Group& group, Memory& memory,
         const Around& around)
      : before_(before),
        out_(std::move(fresh)),
        group_(group),
        memory_(memory),
        nothing_lost_(!memory.whole()),
        around_(around) {}

  Observed combine() {
    const bool all = nothing_lost_ || !group_.authoritative();
    out_.first_seen = before_.first_seen;
    keep_identity(all);
    keep_interfaces(all);
    keep_words();
    keep_sources();
    keep_roles();
    keep_names();
    keep_guest();
    if (nothing_lost_ && has(before_.attention, std::string(too_large))) {
      out_.attention.emplace_back(too_large);
    }
    out_.name = choose_name(out_.names, before_.name, around_.domain).name;
    return std::move(out_);
  }

 private:
  // The strongest identity gone is worth a look; the mark stays until a person takes it away.
  void keep_identity(bool all) {
    const auto fresh = out_.identity;
    for (const auto& identity : before_.identity) {
      if (has(fresh, identity)) continue;
      const bool strong = strength_of(identity) < Strength::mac;
      if (!(strong ? nothing_lost_ || keeps_strong(identity, fresh) : all)) continue;
      if (key_elsewhere(key_of(identity, before_.site))) continue;
      if (!has(out_.identity, identity)) out_.identity.push_back(identity);
    }
    std::sort(out_.identity.begin(), out_.identity.end(), [](const auto& a, const auto& b) {
      return std::pair(strength_of(a), std::string_view(a)) <
             std::pair(strength_of(b), std::string_view(b));
    });
    const std::string mark = "identity-changed";
    const bool lost = !before_.identity.empty() && !has(out_.identity, before_.identity.front());
    if (lost || has(before_.attention, mark)) out_.attention.push_back(mark);
  }

  // One that is not told again stays for days, unless another of its kind was told.
  bool keeps_strong(const std::string& identity, const std::vector<std::string>& fresh) {
    const auto kind_of = [](const std::string& one) { return one.substr(0, one.find(':')); };
    const bool replaced = std::any_of(fresh.begin(), fresh.end(), [&](const std::string& other) {
      return kind_of(other) == kind_of(identity);
    });
    return !replaced && memory_.keeps(part_name({"identity", identity}));
  }

  bool key_elsewhere(const std::string& key) const {
    return around_.claims.key_elsewhere(key, around_.number);
  }

  bool may_keep(const Ip& ip) const {
    if (nothing_lost_ || !around_.claims.address_elsewhere(before_.site, ip, around_.number)) {
      return true;
    }
    return around_.claims.takes_turns(before_.site, ip) &&
           memory_.keeps(part_name({"turn", render(ip)}), days_of_a_turn);
  }

  void keep_interfaces(bool all) {
    for (const auto& old : before_.interfaces) {
      const bool elsewhere = old.mac && key_elsewhere(mac_key(before_.site, *old.mac));
      if (Interface* same = counterpart(old)) {
        keep_addresses(*same, old);
        keep_vlans(*same, old);
        keep_told(*same, old);
      } else if (nothing_lost_ || (all && !elsewhere)) {
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

  void keep_addresses(Interface& now, const Interface& old) {
    const auto fresh = now.addresses;
    for (const auto& address : old.addresses) {
      const auto is_same = [&](const Cidr& other) { return other.ip == address.ip; };
      if (std::any_of(fresh.begin(), fresh.end(), is_same)) continue;
      if (!may_keep(address.ip)) {
        memory_.taken(address.ip);
      } else if (keeps_address(address.ip, fresh, now, old)) {
        add_address(now.addresses, address);
      }
    }
  }

  // The last ones of a family stay: a host that is off keeps its address.
  bool keeps_address(const Ip& ip, const std::vector<Cidr>& fresh, const Interface& now,
                     const Interface& old) {
    const std::string part = part_name({"address", render(ip)});
    const bool replaced =
        is_replaced(ip, fresh, old) || is_temporary(ip, fresh) || told_in_full(now, ip);
    if (replaced) return memory_.keeps_replaced(part);
    const bool others = std::any_of(fresh.begin(), fresh.end(),
                                    [&](const Cidr& other) { return other.ip.v6 == ip.v6; });
    return others ? memory_.keeps(part) : memory_.leave(part);
  }

  // By one that is new and of the same family; IPv6 addresses in different networks stand beside
  // each other.
  static bool is_replaced(const Ip& ip, const std::vector<Cidr>& fresh, const Interface& old) {
    return std::any_of(fresh.begin(), fresh.end(), [&](const Cidr& other) {
      return is_beside(other.ip, ip) &&
             std::none_of(old.addresses.begin(), old.addresses.end(),
                          [&](const Cidr& known) { return known.ip == other.ip; });
    });
  }

  // A temporary address that was listed before a steady one was known.
  static bool is_temporary(const Ip& ip, const std::vector<Cidr>& fresh) {
    return is_random_identifier(ip) &&
           std::any_of(fresh.begin(), fresh.end(), [&](const Cidr& other) {
             return is_beside(other.ip, ip) && !is_random_identifier(other.ip);
           });
  }

  // Whether the host or its hypervisor told all addresses of this family.
  bool told_in_full(const Interface& now, const Ip& ip) const {
    return std::any_of(group_.sights.begin(), group_.sights.end(), [&](const Sight& sight) {
      if (!lists_itself(sight) || sight.mac != now.mac) return false;
      const auto all = sight.addresses();
      return std::any_of(all.begin(), all.end(), [&](const Cidr& a) { return a.ip.v6 == ip.v6; });
    });
  }

  void keep_vlans(Interface& now, const Interface& old) {
    const auto fresh = now.vlans;
    const bool replaced =
        std::any_of(fresh.begin(), fresh.end(), [&](int vlan) { return !has(old.vlans, vlan); });
    for (const int vlan : old.vlans) {
      if (has(fresh, vlan)) continue;
      if (keeps_vlan(part_name({"vlan", old.name, std::to_string(vlan)}), replaced,
                     fresh.empty())) {
        now.vlans.push_back(vlan);
      }
    }
    std::sort(now.vlans.begin(), now.vlans.end());
  }

  // What a device tells of its own interfaces stays while it does not answer.
  void keep_told(Interface& now, const Interface& old) const {
    if (!nothing_lost_) return;
    if (now.description.empty()) now.description = old.description;
    if (now.mtu == 0) now.mtu = old.mtu;
    if (now.lag.empty()) now.lag = old.lag;
  }

  bool keeps_vlan(const std::string& part, bool replaced, bool silent) {
    if (silent) return memory_.leave(part);
    return replaced ? memory_.keeps_replaced(part) : memory_.keeps(part);
  }

  Interface without_lost(Interface interface) {
    std::erase_if(interface.addresses, [&](const Cidr& a) { return !may_keep(a.ip); });
    return interface;
  }

  // While a source does not answer, what it told stands above what others tell in its place.
  void keep_words() {
    each_key(observed_keys, [&]<class T>(const ObservedKey<T>& key) {
      if constexpr (std::is_same_v<T, std::string>) {
        const std::string& before = before_.*key.member;
        std::string& now = out_.*key.member;
        const bool silent = nothing_lost_ && !before.empty();
        if (key.told != nullptr && (now.empty() || silent)) now = before;
      }
    });
  }

  void keep_sources() {
    for (const std::string& source : before_.sources) {
      if (has(out_.sources, source) || around_.forgotten.contains(source)) continue;
      if (memory_.keeps(part_name({"source", source}))) out_.sources.push_back(source);
    }
    std::sort(out_.sources.begin(), out_.sources.end());
  }

  void keep_roles() {
    for (const std::string& role : before_.roles) {
      if (has(out_.roles, role)) continue;
      if (memory_.keeps(part_name({"role", role}))) out_.roles.push_back(role);
    }
    std::sort(out_.roles.begin(), out_.roles.end());
  }

  void keep_names() {
    const auto fresh = out_.names;
    for (const NameCandidate& old : before_.names) {
      if (has(fresh, old)) continue;
      const bool replaced = std::any_of(fresh.begin(), fresh.end(), [&](const auto& name) {
        return name.source == old.source && !has(before_.names, name);
      });
      const std::string part = part_name({"name", word(old.source), old.name});
      const bool stays = fresh.empty() ? memory_.leave(part) : memory_.keeps(part);
      if (!replaced && stays) out_.names.push_back(old);
    }
    sort_candidates(out_.names);
  }

  void keep_guest() {
    if (out_.guest || !before_.guest) return;
    if (nothing_lost_ || memory_.keeps("guest")) out_.guest = before_.guest;
  }

  const Observed& before_;
  Observed out_;
  const Group& group_;
  Memory& memory_;
  bool nothing_lost_;
  const Around& around_;
};

}  // namespace

void Claims::add(const Observed& observed, std::span<const std::string> keys, size_t group,
                 const Memory& memory) {
  for (const auto& interface : observed.interfaces) {
    for (const auto& address : interface.addresses) {
      Holders& holders = addresses_[{observed.site, address.ip}];
      holders.groups.insert(group);
      holders.came_back |= memory.was_taken(address.ip);
    }
  }
  for (const auto& key : keys) keys_.emplace(key, group);
}

void Claims::add_known(const Observed& before) {
  for (const auto& interface : before.interfaces) {
    for (const auto& address : interface.addresses) {
      const auto told = addresses_.find({before.site, address.ip});
      if (told != addresses_.end()) ++told->second.files;
    }
  }
}

bool Claims::takes_turns(const std::string& site, const Ip& ip) const {
  const auto found = addresses_.find({site, ip});
  return found != addresses_.end() && (found->second.came_back || found->second.files > 1);
}

bool Claims::address_elsewhere(const std::string& site, const Ip& ip, size_t group) const {
  const auto found = addresses_.find({site, ip});
  if (found == addresses_.end()) return false;
  const auto& groups = found->second.groups;
  return groups.size() > 1 || !groups.contains(group);
}

bool Claims::key_elsewhere(const std::string& key, size_t group) const {
  const auto found = keys_.find(key);
  return found != keys_.end() && found->second != group;
}

Observed combine(const Observed& before, Observed fresh, const Group& group, Memory& memory,
                 const Around& around) {
  return Keeper(before, std::move(fresh), group, memory, around).combine();
}

Observed retain(const Observed& before, bool nothing_lost, bool lately, const Claims& claims) {
  Observed out = before;
  std::erase_if(out.identity, [&](const std::string& identity) {
    return claims.key_elsewhere(key_of(identity, before.site), Claims::nobody);
  });
  if (nothing_lost) return out;
  for (auto& interface : out.interfaces) {
    std::erase_if(interface.addresses, [&](const Cidr& address) {
      const bool turns = lately && claims.takes_turns(before.site, address.ip);
      return !turns && claims.address_elsewhere(before.site, address.ip, Claims::nobody);
    });
  }
  return out;
}

}  // namespace muster
