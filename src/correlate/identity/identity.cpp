#include "correlate/identity/identity.h"

#include <algorithm>
#include <array>
#include <set>
#include <unordered_map>

#include "correlate/identity/proof.h"

namespace muster {
namespace {

// A unique id on more interfaces than one machine has was copied with a disk image.
constexpr size_t most_interfaces_of_one_duid = 8;

// Boards that nobody numbered say "0", "0123456789" or "To be filled by O.E.M.".
bool is_real_serial(std::string_view serial) {
  if (serial.size() < 5 || serial.find(' ') != std::string_view::npos) return false;
  if (std::string_view("0123456789").starts_with(serial)) return false;
  if (std::string_view("1234567890").starts_with(serial)) return false;
  return std::any_of(serial.begin(), serial.end(), [&](char c) { return c != serial.front(); });
}

const std::string& serial_of(const Fact& fact) {
  static const std::string none;
  const Product* product = product_of(fact);
  return product ? product->serial : none;
}

std::string device_key(const Sight& sight) {
  std::string name;
  for (const auto& told : names_of(*sight.fact)) {
    if (told.source == NameSource::device) name = told.name;
  }
  return "device:" + sight.source() + "/" + name;
}

// Why a MAC can be no host's, or "" when it can.
std::string unfit(Mac mac, bool guest) {
  switch (classify(mac)) {
    case MacClass::invalid:
      return "invalid MAC";
    case MacClass::multicast:
      return "multicast MAC";
    case MacClass::virtual_router:
      return "virtual router MAC";
    case MacClass::cluster:
      return "cluster MAC";
    case MacClass::container:
      return guest ? "" : "container MAC";
    default:
      return "";
  }
}

std::string duid_key(const std::string& site, const std::string& duid) {
  return "duid:" + site + "/" + duid;
}

constexpr std::array<std::string_view, 3> local_kinds{"mac:", "duid:", "ip:"};

// The proofs of one row besides its MAC.
std::vector<std::string> proofs(const Sight& sight) {
  std::vector<std::string> keys;
  if (!sight.fact) return keys;
  if (const auto* nic = sight.as<NicFact>()) keys.push_back(nic->identity);
  const std::string& serial = serial_of(*sight.fact);
  if (is_real_serial(serial)) keys.push_back("serial:" + serial);
  const std::string& chassis = chassis_of(*sight.fact);
  if (!chassis.empty()) keys.push_back("chassis:" + sight.site() + "/" + chassis);
  if (sight.as<DeviceFact>() && serial.empty() && chassis.empty()) {
    keys.push_back(device_key(sight));
  }
  const auto* lease = sight.as<LeaseFact>();
  if (lease && !lease->duid.empty()) keys.push_back(duid_key(sight.site(), lease->duid));
  return keys;
}

bool is_guest(const Fact& fact) { return kind_of(fact) == FactKind::guest; }

using Address = std::pair<std::string_view, Ip>;  // in its site

// The one MAC that stands for an address, by rows that have both.
class Neighbourhood {
 public:
  explicit Neighbourhood(std::span<const Observation> observations) {
    for (const auto& observation : observations) {
      for (const auto& fact : observation.facts) {
        if (mac_of(fact)) continue;
        for (const auto& address : addresses_of(fact)) macs_[{observation.site, address.ip}];
      }
    }
    if (macs_.empty()) return;
    for (const auto& observation : observations) ask(observation);
  }

  std::optional<Mac> mac(const Sight& sight) const {
    for (const auto& address : sight.addresses()) {
      const auto found = macs_.find({sight.site(), address.ip});
      if (found != macs_.end() && found->second.size() == 1) return *found->second.begin();
    }
    return std::nullopt;
  }

 private:
  void ask(const Observation& observation) {
    for (const auto& fact : observation.facts) {
      const auto mac = mac_of(fact);
      if (!mac || !unfit(*mac, is_guest(fact)).empty() || !shows_presence(fact)) continue;
      for (const auto& address : addresses_of(fact)) {
        const auto wanted = macs_.find({observation.site, address.ip});
        if (wanted != macs_.end()) wanted->second.insert(*mac);
      }
    }
  }

  std::map<Address, std::set<Mac>> macs_;
};

struct Link {
  int rank = 0;  // weaker proofs come later
  std::string proof;
  std::string other;
  auto operator<=>(const Link&) const = default;
};

// Joins rows into groups; the order in which they came does not matter.
class Joiner {
 public:
  explicit Joiner(std::span<const Observation> observations) : observations_(observations) {}

  Grouping join(std::span<const Host* const> known) {
    settle();
    unite_links();
    unite_pins(known);
    for (const Host* host : known) {
      const auto& identity = host->observed.identity;
      if (identity.size() == 1) addresses_known_.insert(key_of(identity[0], host->observed.site));
    }
    collect();
    return std::move(out_);
  }

 private:
  // Gives each row its MAC and its place among the keys, or the reason why it has none.
  void settle() {
    const Neighbourhood neighbours(observations_);
    for (const auto& observation : observations_) {
      for (const auto& fact : observation.facts) settle_fact({&observation, &fact}, neighbours);
      for (const auto& row : observation.forwarding.rows()) {
        const std::string reason = unfit(row.mac, false);
        if (reason.empty()) place({&observation, nullptr, &row, row.mac});
        if (!reason.empty()) ++out_.explained[reason];
      }
    }
  }

  void settle_fact(Sight sight, const Neighbourhood& neighbours) {
    const auto mac = mac_of(*sight.fact);
    const bool guest = is_guest(*sight.fact);
    const std::string reason = mac ? unfit(*mac, guest) : "";
    if (!guest && !reason.empty()) return void(++out_.explained[reason]);
    if (reason.empty()) sight.mac = mac;
    if (!mac && !lists_itself(sight)) {
      sight.mac = neighbours.mac(sight);
    }
    place(sight);
  }

  void place(const Sight& sight) {
    auto keys = proofs(sight);
    if (sight.mac) keys.push_back(mac_key(sight.site(), *sight.mac));
    if (keys.empty()) {
      const bool probe = sight.kind() == FactKind::probe;
      ++out_.explained[probe ? "answers a probe, and no source tells its MAC" : "no MAC"];
      return;
    }
    const bool guest = sight.as<NicFact>() != nullptr;
    const size_t anchor = guest || !sight.mac ? 0 : keys.size() - 1;
    for (size_t i = 0; i < keys.size(); ++i) {
      proof_.node(keys[i], i == 0 && guest);
      if (i != anchor)
        links_.push_back({rank(keys[i], keys[anchor], sight), keys[i], keys[anchor]});
    }
    sights_.emplace_back(sight, proof_.node(keys[anchor]));
  }

  // A MAC on two guests belongs to the one that runs.
  static int rank(const std::string& key, const std::string& anchor, const Sight& sight) {
    const auto* nic = sight.as<NicFact>();
    if (anchor.starts_with("mac:") || !nic) return key.starts_with("duid:") ? 4 : 3;
    return key.starts_with("mac:") ? (nic->running ? 0 : 1) : 2;
  }

  void unite_links() {
    std::sort(links_.begin(), links_.end());
    links_.erase(std::unique(links_.begin(), links_.end()), links_.end());
    for (size_t i = 0; i < links_.size();) {
      size_t end = i + 1;
      while (end < links_.size() && links_[end].rank == links_[i].rank &&
             links_[end].proof == links_[i].proof) {
        ++end;
      }
      unite_proof(std::span(links_).subspan(i, end - i));
      i = end;
    }
  }

  // All links with one proof.
  void unite_proof(std::span<const Link> links) {
    if (links.front().rank == 4 && !trusted(links)) return;
    for (const auto& link : links) {
      // The guest's own key comes first, so that a set keeps the guest it has.
      proof_.unite(proof_.node(link.other), proof_.node(link.proof));
    }
  }

  bool trusted(std::span<const Link> links) {
    std::set<size_t> guests;
    for (const auto& link : links) {
      const size_t guest = proof_.guest(proof_.node(link.other));
      if (guest != Proof::none) guests.insert(guest);
    }
    return guests.size() < 2 && links.size() <= most_interfaces_of_one_duid;
  }

  // What a host file lists together stays together; but where the hypervisor or the device itself
  // tells its interfaces today, an old MAC says nothing.
  void unite_pins(std::span<const Host* const> known) {
    for (const auto& [sight, node] : sights_) {
      if (lists_itself(sight)) proof_.mark_listed(node);
    }
    for (const Host* host : known) {
      const auto nodes = pins(*host);
      for (const size_t node : nodes) proof_.unite(nodes.front(), node);
    }
  }

  std::vector<size_t> pins(const Host& host) {
    std::vector<size_t> all;
    std::vector<size_t> strong;
    for (const auto& identity : host.observed.identity) {
      const std::string key = key_of(identity, host.observed.site);
      if (!proof_.has(key)) continue;
      all.push_back(proof_.node(key));
      if (strength_of(key) <= Strength::serial) strong.push_back(all.back());
    }
    const bool listed =
        std::any_of(all.begin(), all.end(), [&](size_t node) { return proof_.listed(node); });
    return listed ? strong : all;
  }

  void collect() {
    std::unordered_map<size_t, size_t> index;  // root → group
    for (const auto& [sight, node] : sights_) {
      const auto [entry, made] = index.try_emplace(proof_.find(node), out_.groups.size());
      if (made) out_.groups.emplace_back();
      out_.groups[entry->second].sights.push_back(sight);
    }
    for (auto& group : out_.groups) {
      std::sort(group.sights.begin(), group.sights.end());
      name(group);
    }
    std::erase_if(out_.groups, [&](const Group& group) {
      if (group.keys.empty()) out_.explained["no MAC"] += group.sights.size();
      return group.keys.empty();
    });
    std::sort(out_.groups.begin(), out_.groups.end(),
              [](const Group& a, const Group& b) { return a.keys < b.keys; });
    join_equal_addresses();
  }

  // Groups known by nothing but one address are one host.
  void join_equal_addresses() {
    std::vector<Group> groups;
    for (auto& group : out_.groups) {
      if (groups.empty() || groups.back().keys.front() != group.keys.front()) {
        groups.push_back(std::move(group));
        continue;
      }
      auto& sights = groups.back().sights;
      sights.insert(sights.end(), group.sights.begin(), group.sights.end());
      std::sort(sights.begin(), sights.end());
    }
    out_.groups = std::move(groups);
  }

  // The keys that hold in this group and in no other.
  void name(Group& group) {
    std::set<std::pair<Strength, std::string>> keys;
    const size_t root = proof_.find(anchor(group.sights.front()));
    const auto add = [&](const std::string& key) {
      if (proof_.find(proof_.node(key)) == root) keys.emplace(strength_of(key), key);
    };
    for (const auto& sight : group.sights) {
      if (const auto* nic = sight.as<NicFact>()) add(nic->identity);
      if (sight.fact && is_real_serial(serial_of(*sight.fact))) {
        add("serial:" + serial_of(*sight.fact));
      }
      if (sight.mac) add(mac_key(sight.site(), *sight.mac));
      // A client that tells no MAC is known by its DUID, also while others know its MAC.
      const auto* lease = sight.as<LeaseFact>();
      if (lease && !lease->mac && !lease->duid.empty()) add(duid_key(sight.site(), lease->duid));
    }
    const bool weak = keys.empty() || strength_of(keys.begin()->second) == Strength::duid;
    if (weak) add_address(group, keys);
    for (const auto& key : keys) group.keys.push_back(key.second);
  }

  // Beside a DUID only where a host file has no more than the address.
  void add_address(const Group& group, std::set<std::pair<Strength, std::string>>& keys) const {
    std::optional<Ip> lowest;
    for (const auto& sight : group.sights) {
      for (const auto& address : sight.addresses()) {
        if (!lowest || address.ip < *lowest) lowest = address.ip;
      }
    }
    if (!lowest) return;
    const std::string key = "ip:" + group.site() + "/" + render(*lowest);
    if (keys.empty() || addresses_known_.contains(key)) keys.emplace(Strength::ip, key);
  }

  size_t anchor(const Sight& sight) {
    if (sight.mac && !sight.as<NicFact>()) return proof_.node(mac_key(sight.site(), *sight.mac));
    return proof_.node(proofs(sight).front());
  }

  std::span<const Observation> observations_;
  std::vector<std::pair<Sight, size_t>> sights_;  // with their node
  std::vector<Link> links_;
  Proof proof_;
  std::set<std::string> addresses_known_;  // keys of host files that have nothing else
  Grouping out_;
};

}  // namespace

std::string mac_key(const std::string& site, Mac mac) { return "mac:" + site + "/" + render(mac); }

std::string key_of(const std::string& identity, const std::string& site) {
  for (const std::string_view kind : local_kinds) {
    if (identity.starts_with(kind)) {
      return std::string(kind) + site + "/" + identity.substr(kind.size());
    }
  }
  return identity;
}

std::string identity_of(const std::string& key) {
  for (const std::string_view kind : local_kinds) {
    if (key.starts_with(kind)) return std::string(kind) + key.substr(key.rfind('/') + 1);
  }
  return key;
}

Strength strength_of(std::string_view key) {
  if (key.starts_with("mac:")) return Strength::mac;
  if (key.starts_with("duid:")) return Strength::duid;
  if (key.starts_with("ip:")) return Strength::ip;
  return key.starts_with("serial:") ? Strength::serial : Strength::guest;
}

Grouping group_facts(std::span<const Observation> observations,
                     std::span<const Host* const> known) {
  return Joiner(observations).join(known);
}

}  // namespace muster
