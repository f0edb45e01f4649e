#include "correlate/host/interfaces.h"

#include <algorithm>
#include <map>
#include <set>

namespace muster {
namespace {

// How a prefix length is known, best last.
enum class By { nobody, listed, routed, row, own };

struct Known {
  By by{};
  int prefix = 0;
  bool steady =
      false;  // given by a DHCP server, written by a person, or told by a router of itself
};

// The network of an IPv6 address that a host makes its own addresses in.
Ip link_of(const Ip& ip) { return Cidr{ip, 64}.network(); }

struct Slot {
  std::string name = {};
  std::optional<Mac> mac = {};
  std::map<Ip, Known> addresses = {};
  std::set<Ip> earlier = {};  // what the host file says of this interface
  std::set<int> vlans = {};
  std::string description = {}, lag = {};
  long long mtu = 0;
  bool invented = false;  // its name was nobody's word, and is that of no other here

  bool has(const Sight& sight) const {
    const auto all = sight.addresses();
    return std::any_of(all.begin(), all.end(), [&](const Cidr& address) {
      return addresses.contains(address.ip) || earlier.contains(address.ip);
    });
  }
};

// As name_rest() calls an interface that nobody names.
constexpr std::string_view invented_stem = "eth";

bool is_invented(std::string_view name) {
  const bool stem = name.starts_with(invented_stem) && name.size() > invented_stem.size();
  return stem && name.find_first_not_of("0123456789", invented_stem.size()) == std::string::npos;
}

class Builder {
 public:
  Builder(std::span<const Interface> before, const Subnets& subnets, const std::string& site,
          Memory& memory)
      : before_(before), subnets_(subnets), site_(site), memory_(memory) {
    for (const auto& old : before) {
      for (const auto& address : old.addresses) earlier_.emplace(address.ip, address.prefix);
    }
  }

  std::vector<Interface> build(const Group& group) {
    for (const auto& sight : group.sights) {
      if (lists_itself(sight)) add(own_slot(sight), sight);
    }
    for (const auto& sight : group.sights) {
      if (!lists_itself(sight) && sight.mac) open_slots(*sight.mac);
    }
    hear_names(group);
    for (const auto& sight : group.sights) {
      if (!lists_itself(sight)) add(slot_for(sight), sight);
    }
    for (auto& slot : slots_) {
      drop_temporary(slot);
      keep_prefixes(slot);
    }
    name_rest();
    return finish();
  }

 private:
  Slot& own_slot(const Sight& sight) {
    const std::string& name = interface_of(*sight.fact);
    const auto same = std::find_if(slots_.begin(), slots_.end(), [&](const Slot& slot) {
      return slot.mac == sight.mac && slot.name == name;
    });
    if (same != slots_.end()) return *same;
    slots_.push_back({.name = name, .mac = sight.mac});
    return slots_.back();
  }

  // The slots of a MAC that no full list told: as the host file has them, else a new one.
  void open_slots(Mac mac) {
    const auto is_here = [&](const Slot& slot) { return slot.mac == mac; };
    if (std::any_of(slots_.begin(), slots_.end(), is_here)) return;
    const size_t count = slots_.size();
    for (const auto& old : before_) {
      if (old.mac != mac) continue;
      slots_.push_back({.name = old.name, .mac = mac});
      for (const auto& address : old.addresses) slots_.back().earlier.insert(address.ip);
    }
    if (slots_.size() == count) slots_.push_back({.name = "", .mac = mac});
    slots_.back().invented = slots_.size() == count + 1 && is_invented(slots_.back().name);
  }

  // What was called "eth0" for want of a name takes the first one that is told.
  void hear_names(const Group& group) {
    for (auto& slot : slots_) {
      if (!slot.name.empty() && !slot.invented) continue;
      for (const auto& sight : group.sights) {
        if (!sight.fact || !sight.mac || sight.mac != slot.mac) continue;
        if (interface_of(*sight.fact).empty()) continue;
        slot.name = interface_of(*sight.fact);
        break;
      }
    }
  }

  Slot& slot_for(const Sight& sight) {
    Slot* first = nullptr;
    for (auto& slot : slots_) {
      if (sight.mac && slot.mac != sight.mac) continue;
      if (slot.has(sight)) return slot;
      if (!first) first = &slot;
    }
    if (first) return *first;
    slots_.push_back({.name = "", .mac = sight.mac});
    return slots_.back();
  }

  // What a device tells of its own interface, and a hypervisor of its guest's.
  static void add_words(Slot& slot, const Sight& sight) {
    const auto* nic = sight.as<NicFact>();
    if (nic != nullptr && slot.mtu == 0) slot.mtu = nic->mtu;
    const auto* told = sight.as<DeviceFact>();
    if (told == nullptr) return;
    if (slot.description.empty()) slot.description = told->description;
    if (slot.lag.empty()) slot.lag = told->lag;
    if (slot.mtu == 0) slot.mtu = told->mtu;
  }

  void add(Slot& slot, const Sight& sight) {
    for (const int vlan : sight.vlans()) {
      if (vlan >= 1 && vlan <= 4094) slot.vlans.insert(vlan);
    }
    add_words(slot, sight);
    if (!shows_presence(sight)) return;
    for (const auto& address : sight.addresses()) {
      if (!is_host_address(address.ip)) continue;
      Known& known = slot.addresses[address.ip];
      const Known told = prefix_of(address, lists_itself(sight));
      if (std::pair(known.by, known.prefix) < std::pair(told.by, told.prefix)) {
        known.by = told.by;
        known.prefix = told.prefix;
      }
      known.steady =
          known.steady || sight.as<LeaseFact>() || sight.as<DeviceFact>() || sight.fixed();
    }
  }

  Known prefix_of(const Cidr& address, bool own) const {
    const int width = address.ip.width();
    if (address.prefix < width) return {own ? By::own : By::row, address.prefix};
    if (const auto prefix = subnets_.routed(site_, address.ip)) return {By::routed, *prefix};
    const auto old = earlier_.find(address.ip);
    if (old != earlier_.end() && old->second < width &&
        !subnets_.is_aggregate(site_, {address.ip, old->second})) {
      return {By::listed, old->second};
    }
    if (const auto prefix = subnets_.listed(site_, address.ip)) return {By::listed, *prefix};
    return {By::nobody, width};
  }

  // Of the addresses that may be temporary one a link stays, where nothing steadier is known there.
  void drop_temporary(Slot& slot) {
    std::map<Ip, std::vector<Ip>> drawn;  // link → addresses with a random identifier
    std::set<Ip> steady;                  // links
    for (const auto& [ip, known] : slot.addresses) {
      if (!ip.v6) continue;
      const bool random = is_random_identifier(ip) && !known.steady;
      if (random) drawn[link_of(ip)].push_back(ip);
      if (!random) steady.insert(link_of(ip));
    }
    for (const auto& [ip, prefix] : earlier_) {
      if (ip.v6 && !is_random_identifier(ip)) steady.insert(link_of(ip));
    }
    for (const auto& [link, all] : drawn) {
      const auto chosen = steady.contains(link) ? std::nullopt : steadiest(link, all);
      for (const Ip& ip : all) {
        if (ip != chosen) slot.addresses.erase(ip);
      }
    }
  }

  // The one that the file has, while it is seen; else one that outlived what is temporary, unless
  // the file's did, too; of a host without any the only one that is seen.
  std::optional<Ip> steadiest(const Ip& link, const std::vector<Ip>& seen) {
    std::optional<Ip> listed, proven, outlived;
    for (const auto& [ip, prefix] : earlier_) {
      if (!ip.v6 || link_of(ip) != link) continue;
      listed = ip;
      if (memory_.outlives_temporary(ip, false)) proven = ip;
    }
    std::optional<Ip> still;
    for (const Ip& ip : seen) {
      const bool outlives = memory_.outlives_temporary(ip, true);
      if (outlives && !outlived) outlived = ip;
      if (earlier_.contains(ip)) still = ip;
    }
    if (still) return still;
    if (outlived && !proven) return outlived;
    return !listed && seen.size() == 1 ? std::optional(seen.front()) : std::nullopt;
  }

  // What a row told of an address once is more than the router's subnet around it.
  void keep_prefixes(Slot& slot) {
    for (auto& [ip, known] : slot.addresses) {
      const auto old = earlier_.find(ip);
      if (known.by != By::routed || old == earlier_.end() || old->second == known.prefix) continue;
      const Cidr earlier{ip, old->second};
      if (earlier.prefix == ip.width() || subnets_.is_aggregate(site_, earlier)) continue;
      if (memory_.keeps(part_name({"prefix", render(earlier)}))) known.prefix = earlier.prefix;
    }
  }

  void name_rest() {
    // A device that told of itself and of none of its interfaces.
    std::erase_if(slots_, [](const Slot& slot) {
      return slot.name.empty() && !slot.mac && slot.addresses.empty();
    });
    std::set<std::string> taken;
    for (const auto& slot : slots_) taken.insert(slot.name);
    for (auto& slot : slots_) {
      for (const auto& old : before_) {
        if (slot.name.empty() && old.mac == slot.mac && taken.insert(old.name).second) {
          slot.name = old.name;
        }
      }
    }
    for (const auto& old : before_) taken.insert(old.name);
    std::stable_sort(slots_.begin(), slots_.end(),
                     [](const Slot& a, const Slot& b) { return a.mac < b.mac; });
    int number = 0;
    for (auto& slot : slots_) {
      while (slot.name.empty()) {
        const std::string name = std::string(invented_stem) + std::to_string(number++);
        if (taken.insert(name).second) slot.name = name;
      }
    }
  }

  std::vector<Interface> finish() const {
    std::vector<Interface> interfaces;
    for (const auto& slot : slots_) {
      Interface& made = interfaces.emplace_back(
          Interface{slot.name, slot.mac, {}, {}, slot.description, slot.mtu, slot.lag});
      for (const auto& [ip, known] : slot.addresses) made.addresses.push_back({ip, known.prefix});
      made.vlans.assign(slot.vlans.begin(), slot.vlans.end());
    }
    sort_interfaces(interfaces);
    return interfaces;
  }

  std::span<const Interface> before_;
  const Subnets& subnets_;
  const std::string& site_;
  Memory& memory_;
  std::map<Ip, int> earlier_;  // prefix lengths of the host file
  std::vector<Slot> slots_;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "ether2" before "ether10".
bool natural_less(std::string_view a, std::string_view b) {
  const auto stem = [](std::string_view text) {
    while (!text.empty() && is_digit(text.back())) text.remove_suffix(1);
    return text;
  };
  return std::tuple(stem(a), a.size(), a) < std::tuple(stem(b), b.size(), b);
}

}  // namespace

bool is_beside(const Ip& a, const Ip& b) {
  return a.v6 == b.v6 && (!a.v6 || link_of(a) == link_of(b));
}

std::vector<Interface> interfaces_of(const Group& group, std::span<const Interface> before,
                                     const Subnets& subnets, Memory& memory) {
  return Builder(before, subnets, group.site(), memory).build(group);
}

void sort_interfaces(std::vector<Interface>& interfaces) {
  const auto less = [](const Interface& a, const Interface& b) {
    return a.name == b.name ? a.mac < b.mac : natural_less(a.name, b.name);
  };
  std::sort(interfaces.begin(), interfaces.end(), less);
  std::set<std::string> taken;
  for (auto& interface : interfaces) {
    const std::string name = interface.name;
    for (int count = 2; !taken.insert(interface.name).second; ++count) {
      interface.name = name + "-" + std::to_string(count);
    }
  }
  std::sort(interfaces.begin(), interfaces.end(), less);
}

void add_address(std::vector<Cidr>& addresses, const Cidr& address) {
  const auto place = std::lower_bound(addresses.begin(), addresses.end(), address);
  const auto same = [&](const Cidr& other) { return other.ip == address.ip; };
  if (std::none_of(addresses.begin(), addresses.end(), same)) addresses.insert(place, address);
}

}  // namespace muster
