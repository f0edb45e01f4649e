// A network that lives: hosts sleep and roam, people move and rename them, IPv6 privacy addresses
// rotate, tables age, switches reboot, sources fail and answer in part, and two servers configured
// with one address take turns with it. All drawn from one seed.
#pragma once
#include <fmt/core.h>

#include "correlate/draw.h"
#include "correlate/switches.h"

namespace muster::test {

enum class Role { server, desktop, laptop, phone, behind_phone, thing, guest, node, access_point };

struct Spot {  // a switch port
  size_t at = 0;
  std::string port;
  auto operator<=>(const Spot&) const = default;
};

struct Machine {
  size_t number = 0;
  Role role{};
  std::string mac, name;
  int vlan = 0;
  std::vector<std::string> addresses;  // IPv4; servers have one or two
  std::string steady, temporary;       // IPv6
  Spot spot;
  std::vector<Spot> haunts;  // of one that roams
  size_t node = 0;           // of a guest
  bool agent = false, running = true, alive = true, awake = true, leased = false;
  std::optional<size_t> rival = {};         // the other server with its first address
  int last_awake = 0;                       // hour
  std::map<std::string, int> changed = {};  // key of the host file → hour it last really changed
};

class Network {
 public:
  static constexpr int day_hours = 24;

  Network(unsigned seed, size_t hosts) : draw_(seed) {
    for (size_t s = 0; s < switches; ++s) outages_["switch:" + switch_name(s)] = -1;
    for (const char* source : {"mikrotik:core", "proxmox:pve1", "sweep:lan"}) outages_[source] = -1;
    for (size_t n = 0; n < nodes; ++n) add(Role::node);
    for (size_t a = 0; a < access_points; ++a) add(Role::access_point);
    while (machines_.size() < hosts) add(roles_drawn[draw_.below(roles_drawn.size())]);
  }

  const std::vector<Machine>& machines() const { return machines_; }
  int hour() const { return hour_; }
  static std::string switch_name(size_t s) { return fmt::format("sw-{}", s); }

  Config config() const {
    Config config = lab_config();
    for (const auto& [source, until] : outages_) {
      if (!source.starts_with("switch:")) continue;
      config.sources.push_back(
          {.name = source.substr(7), .site = "berlin", .settings = SwitchConfig{}});
    }
    config.sources.push_back({.name = "lan", .site = "berlin", .settings = SweepConfig{}});
    return config;
  }

  // One hour: what happens to hosts, and what of it is a real change.
  void pass_hour() {
    ++hour_;
    const int of_day = hour_ % day_hours;
    for (size_t m = 0; m < machines_.size(); ++m) live(machines_[m], of_day);
    if (of_day == 0) rotate();
    if (draw_.one_in(24)) add(Role::desktop);
    if (draw_.one_in(24)) touch(&Network::die);
    if (draw_.one_in(12)) touch(&Network::move);
    if (draw_.one_in(12)) touch(&Network::readdress);
    if (draw_.one_in(24)) touch(&Network::rename);
    if (draw_.one_in(24)) touch(&Network::toggle);
    for (auto& [source, until] : outages_) {
      if (draw_.one_in(24 * 40)) until = hour_ + static_cast<int>(draw_.below(72));
    }
  }

  // What the sources tell in this hour.
  std::vector<Observation> told() {
    std::vector<Observation> out;
    lower_speaks_ = draw_.one_in(2);
    for (size_t s = 0; s < switches; ++s) out.push_back(spoilt(switch_told(s)));
    out.push_back(spoilt(router_told()));
    out.push_back(spoilt(cluster_told()));
    out.push_back(spoilt(sweep_told()));
    return out;
  }

 private:
  static constexpr size_t switches = 6, nodes = 3, access_points = 6;
  static constexpr std::array roles_drawn{
      Role::server, Role::desktop, Role::desktop,      Role::laptop, Role::laptop, Role::phone,
      Role::thing,  Role::guest,   Role::behind_phone, Role::guest,  Role::thing};
  static constexpr int table_hours = 3, lease_hours = 30;

  // The tree: 0 is the core, 1 to 3 hang on it, 4 and 5 on 1 and 2; the last is heard by no LLDP.
  static size_t above(size_t s) { return s < 4 ? 0 : s - 3; }
  static std::string down(size_t s) { return fmt::format("Te{}", s); }
  static std::string own_mac(size_t s) { return fmt::format("00:1b:21:00:{:02x}:01", s); }
  static bool is_leased(Role role) {
    return role != Role::server && role != Role::guest && role != Role::node;
  }
  bool chance(unsigned percent) { return draw_.below(100) < percent; }

  Spot new_spot() {
    const size_t at = 1 + draw_.below(switches - 1);
    return {at, fmt::format("Gi{}", ++ports_[at])};
  }

  void add(Role role) {
    Machine one;
    one.number = machines_.size();
    one.role = role;
    const size_t n = one.number;
    one.mac = fmt::format("{}:{:02x}:{:02x}", role == Role::guest ? "bc:24:11:00" : "00:11:32:00",
                          n >> 8, n & 255);
    one.name = fmt::format("{}-{}", role == Role::server ? "srv" : "pc", n);
    one.vlan = role == Role::phone ? 30 : is_leased(role) ? 10 : 20;
    one.leased = is_leased(role);
    one.addresses = {address(one.vlan)};
    if (role == Role::server && n % 3 == 0) one.addresses.push_back(address(one.vlan));
    one.steady = fmt::format("2001:db8:4:0:211:32ff:fe00:{:x}", n);
    if (n % 2 == 0) one.steady = fmt::format("2001:db8:4:0:{:x}:77f1:9c3e:{:x}", 0x8d21 + n, n);
    one.temporary = drawn_address();
    one.agent = n % 2 == 0;
    settle(one);
    born(one);
    if (role == Role::server) rival(one);
    machines_.push_back(std::move(one));
  }

  // Every second server takes the address of the one before it.
  void rival(Machine& one) {
    for (Machine& other : machines_) {
      if (other.role != Role::server || other.rival || !other.alive) continue;
      one.rival = other.number;
      other.rival = one.number;
      one.addresses.front() = other.addresses.front();
      change(other, {"attention", "interfaces"});
      return;
    }
  }

  void part(Machine& one) {
    if (!one.rival) return;
    Machine& other = machines_[*one.rival];
    one.rival.reset();
    other.rival.reset();
    change(one, {"rival"});
    change(other, {"attention", "rival", "interfaces"});
  }

  // Whose answer is heard in this hour.
  bool speaks(const Machine& one, const std::string& address) const {
    return !one.rival || address != one.addresses.front() || !machines_[*one.rival].awake ||
           (one.number < *one.rival) == lower_speaks_;
  }

  void settle(Machine& one) {
    one.spot = new_spot();
    std::vector<size_t> points, phones;
    for (const Machine& other : machines_) {
      if (other.role == Role::access_point) points.push_back(other.number);
      if (other.role == Role::phone && other.alive) phones.push_back(other.number);
    }
    if (one.role == Role::laptop) {
      one.haunts = {one.spot};
      for (int i = 0; i < 2; ++i) {
        const auto point = points[draw_.below(static_cast<unsigned>(points.size()))];
        one.haunts.push_back(machines_[point].spot);
      }
    }
    if (one.role == Role::behind_phone && !phones.empty()) {
      one.spot = machines_[phones[draw_.below(static_cast<unsigned>(phones.size()))]].spot;
    }
    if (one.role == Role::guest) {
      one.node = draw_.below(nodes);
      one.spot = machines_[one.node].spot;
    }
  }

  std::string address(int vlan) {
    const int next = ++addresses_[vlan];
    return fmt::format("10.20.{}.{}", vlan + next / 250, 2 + next % 250);
  }

  std::string drawn_address() {
    return fmt::format("2001:db8:4:0:{:x}:{:x}:{:x}:{:x}", 0x4000 + draw_.below(0x7fff),
                       0x1000 + draw_.below(0xefff), 0x1000 + draw_.below(0xefff),
                       0x1000 + draw_.below(0xefff));
  }

  void change(Machine& one, std::initializer_list<const char*> keys) const {
    for (const char* key : keys) one.changed[key] = hour_;
  }
  void born(Machine& one) const {
    one.last_awake = hour_;
    change(one, {"born"});
  }

  void live(Machine& one, int of_day) {
    if (!one.alive) return;
    const bool office = of_day >= 8 && of_day < 18 && hour_ / day_hours % 7 < 5;
    const bool sleeps =
        one.role == Role::desktop || one.role == Role::laptop || one.role == Role::behind_phone;
    one.awake = one.running && (!sleeps || (office && chance(85)));
    if (one.awake) one.last_awake = hour_;
    if (one.role == Role::laptop && of_day == 8 && draw_.one_in(2)) {
      const Spot& next = one.haunts[draw_.below(static_cast<unsigned>(one.haunts.size()))];
      if (next != one.spot) go(one, next);
    }
  }

  void rotate() {
    for (Machine& one : machines_) one.temporary = drawn_address();
  }

  // A port's other hosts are told of by what stands beside them there.
  void go(Machine& one, const Spot& to) {
    for (Machine& other : machines_) {
      if (other.spot == one.spot || other.spot == to) change(other, {"attached"});
    }
    one.spot = to;
    change(one, {"attached", "interfaces", "sources", "proposed"});
  }

  void touch(void (Network::*what)(Machine&)) {
    Machine& one = machines_[draw_.below(static_cast<unsigned>(machines_.size()))];
    if (one.alive) (this->*what)(one);
  }

  void die(Machine& one) {
    if (one.role >= Role::node || one.role == Role::phone) return;
    part(one);
    one.alive = one.awake = one.running = false;
    change(one, {"died"});
    for (Machine& other : machines_) {
      if (other.spot == one.spot) change(other, {"attached"});
    }
  }

  void move(Machine& one) {
    if (one.role == Role::guest) {
      one.node = draw_.below(nodes);
      change(one, {"virtual"});
      return go(one, machines_[one.node].spot);
    }
    if (one.role == Role::server || one.role == Role::desktop || one.role == Role::thing) {
      go(one, new_spot());
    }
  }

  void readdress(Machine& one) {
    part(one);
    one.addresses.front() = address(one.vlan);
    change(one, {"interfaces", "attention", "primary"});
  }

  void rename(Machine& one) {
    one.name += "x";
    change(one, {"name", "names", "proposed"});
    for (Machine& other : machines_) {  // guests name the node they run on
      if (other.role == Role::guest && other.node == one.number) change(other, {"virtual"});
    }
  }

  void toggle(Machine& one) {
    if (one.role != Role::guest) return;
    one.running = !one.running;
    change(one, {"virtual", "sources", "names"});
    // What became of it meanwhile is seen now.
    if (one.running) change(one, {"attached", "attention", "interfaces", "primary"});
  }

  // A source that is down, or an answer that is cut, empty or half.
  Observation spoilt(Observation seen) {
    const bool down = outages_[seen.source] >= hour_;
    const unsigned fate = down ? 0 : draw_.below(300);
    if (fate == 0) {
      seen = failed(seen);
      seen.view.reset();
    }
    if (fate == 1) {
      seen.facts.clear();
      seen.forwarding = {};
    }
    if (fate == 2 || fate == 3) {
      std::erase_if(seen.facts, [&](const Fact& fact) {
        return kind_of(fact) != FactKind::device && chance(50);
      });
      change_forwarding(seen, [&](Mac, std::string&) { return chance(50); });
    }
    if (fate == 3) {
      seen.answer = Answer::partial;
      if (seen.view) seen.view->whole = false;
      seen.trouble.add(Error("the answer ended early"));
    }
    return seen;
  }

  // Whether a table that ages within minutes has the host.
  bool talks(const Machine& one) {
    const unsigned percent = one.role == Role::thing ? 30 : 88;
    return one.alive && one.awake && chance(percent);
  }
  bool stays_in_table(const Machine& one) const {
    return one.running && hour_ - one.last_awake <= table_hours;
  }

  Observation switch_told(size_t s) {
    Switch told(switch_name(s), own_mac(s));
    std::set<std::string> made;
    if (s > 0) told.port("Up", {10, 20, 30}, true);
    for (size_t other = 1; other < switches; ++other) {
      if (above(other) == s) told.port(down(other), {10, 20, 30});
      if (other != s && chance(97)) told.sees(own_mac(other), way(s, other), 1);
    }
    for (const Machine& one : machines_) {
      const bool trunk = one.role == Role::node || one.role == Role::access_point;
      if (one.spot.at == s && made.insert(one.spot.port).second) {
        const bool tagged = trunk || one.role == Role::phone;
        told.port(one.spot.port, tagged ? std::vector{10, 20, 30} : std::vector{one.vlan});
      }
    }
    if (draw_.one_in(24 * 7)) return told.told();  // it has just started
    hear(told, s);
    for (const Machine& one : machines_) {
      if (talks(one)) told.sees(one.mac, way(s, one.spot.at, one.spot.port), one.vlan);
    }
    return told.told();
  }

  // The port of `s` towards a port of `to`.
  static std::string way(size_t s, size_t to, const std::string& port = "") {
    if (s == to) return port;
    for (size_t at = to; at != 0; at = above(at)) {
      if (above(at) == s) return down(at);
    }
    return "Up";
  }

  void hear(Switch& told, size_t s) {
    using enum Capability;
    for (size_t other = 1; other + 1 < switches; ++other) {
      if (above(other) == s && chance(98)) {
        told.hears(peer(down(other), own_mac(other), switch_name(other), {bridge}, "Up"));
      }
      if (other == s && chance(98)) {
        told.hears(peer("Up", own_mac(above(s)), switch_name(above(s)), {bridge}, down(s)));
      }
    }
    for (const Machine& one : machines_) {
      if (one.spot.at != s || !one.alive || !chance(98)) continue;
      if (one.role == Role::phone) told.hears(peer(one.spot.port, one.mac, one.name, {telephone}));
      if (one.role == Role::node) told.hears(peer(one.spot.port, one.mac, one.name, {station}));
      if (one.role == Role::access_point) {
        told.hears(peer(one.spot.port, one.mac, one.name, {bridge, access_point}));
      }
    }
  }

  Observation router_told() {
    std::vector<Told> rows{own("bridge", "00:1b:21:00:ff:01", "10.20.8.1/21")};
    for (const Machine& one : machines_) {
      const bool bound = hour_ - one.last_awake <= lease_hours;
      if (one.leased && bound) rows.push_back(lease(one.mac, one.addresses.front(), one.name));
      if (!stays_in_table(one)) continue;
      for (const auto& address : one.addresses) {
        if (chance(85) && speaks(one, address)) rows.push_back(arp(one.mac, address));
      }
      if (one.role == Role::thing) continue;
      if (chance(60)) rows.push_back(arp(one.mac, one.steady));
      if (one.awake && chance(70)) rows.push_back(arp(one.mac, one.temporary));
    }
    return observation("mikrotik:core", rows);
  }

  Observation cluster_told() {
    std::vector<Told> rows;
    for (const Machine& one : machines_) {
      if (one.role != Role::guest || !one.alive) continue;
      NicFact nic = guest(100 + static_cast<long long>(one.number), one.mac, one.name,
                          one.running ? "running" : "stopped");
      nic.guest.node = machines_[one.node].name;
      nic.bridge = "vmbr0";
      if (one.agent && one.running && chance(95)) {
        nic.addresses = {cidr(one.addresses.front() + "/24"), cidr(one.steady + "/64"),
                         cidr(one.temporary + "/64")};
      }
      rows.push_back(nic);
    }
    return observation("proxmox:pve1", rows);
  }

  Observation sweep_told() {
    std::vector<Told> rows;
    for (const Machine& one : machines_) {
      for (const auto& address : one.addresses) {
        if (!one.alive || !one.awake || !chance(96) || !speaks(one, address)) continue;
        ArpFact row = arp(one.mac, address);
        if (one.role == Role::server) row.names.push_back({one.name + ".example", NameSource::ptr});
        const bool names = one.role == Role::laptop || one.role == Role::desktop;
        if (names && chance(50)) row.names.push_back({one.name + ".local", NameSource::mdns});
        if (names && chance(30)) row.names.push_back({one.name, NameSource::netbios});
        rows.push_back(row);
      }
    }
    Observation seen = observation("sweep:lan", rows);
    seen.asked = {cidr("10.20.0.0/16")};
    return seen;
  }

  Draw draw_;
  int hour_ = 0;
  bool lower_speaks_ = true;
  std::vector<Machine> machines_;
  std::map<size_t, int> ports_;
  std::map<int, int> addresses_;
  std::map<std::string, int> outages_;  // source → the last hour it is down
};

}  // namespace muster::test
