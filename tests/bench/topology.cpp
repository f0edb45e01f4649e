// bench_topology [HOSTS]: the tree of switches and the places of hosts, forty hosts a switch and
// fifty switches a site, for that many hosts and for twice as many, with the factor by which the
// CPU time grows.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <optional>
#include <string>
#include <vector>

#include "core/text.h"
#include "correlate/identity/identity.h"
#include "correlate/topology/bridges.h"
#include "correlate/topology/placement.h"
#include "correlate/topology/uplinks.h"

using namespace muster;

namespace {

constexpr size_t branches = 6;  // switches below each one
constexpr size_t hosts_of_a_switch = 40;
constexpr size_t switches_of_a_site = 50;
constexpr size_t heard_of_four = 3;  // neighbours that speak LLDP; the others only by their MAC

double cpu_seconds(const auto& work) {
  const std::clock_t begin = std::clock();
  work();
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

Mac switch_mac(size_t number) { return Mac(0x001132000000ULL + number * 64); }
Mac host_mac(size_t number) { return Mac(0x3cecef000000ULL + number); }

// A site is a tree in the order of a heap: the parent of switch i is (i − 1) / branches.
class Site {
 public:
  Site(size_t number, size_t size) : name_("site-" + std::to_string(number)), size_(size) {
    first_ = number * size;
    for (size_t i = 0; i < size; ++i) add(i);
    for (size_t i = 0; i < size; ++i) learn(i);
    for (size_t i = 1; i < size; ++i) {
      if (i % 4 < heard_of_four) hear(i, (i - 1) / branches);
    }
  }

  std::vector<Observation> take() { return std::move(switches_); }

 private:
  static std::string up() { return "Gi1/0/48"; }
  static std::string down(size_t child) {
    return "Te1/1/" + std::to_string((child - 1) % branches);
  }
  std::string called(size_t i) const { return "sw-" + std::to_string(first_ + i); }

  void add(size_t i) {
    Observation& seen = switches_.emplace_back();
    seen.source = "switch:" + called(i);
    seen.site = name_;
    seen.answer = Answer::whole;
    seen.complete = {FactKind::bridge_host, FactKind::neighbor, FactKind::device};
    SwitchView& view = seen.view.emplace();
    view.source = seen.source;
    view.name = called(i);
    view.chassis = render(switch_mac(first_ + i));
    view.own = {switch_mac(first_ + i)};
    view.whole = true;
    for (size_t p = 0; p < hosts_of_a_switch; ++p) {
      SwitchPort& port = view.ports.emplace_back();
      port.name = "Gi1/0/" + std::to_string(p);
      port.vlans = {30};
    }
  }

  // The port of `at` towards switch `to`.
  std::string way(size_t at, size_t to) const {
    size_t below = to;
    while (below > at && (below - 1) / branches != at) below = (below - 1) / branches;
    return below > at ? down(below) : up();
  }

  void learn(size_t at) {
    for (size_t i = 0; i < size_; ++i) {
      if (i != at) sees(at, switch_mac(first_ + i), way(at, i));
    }
    for (size_t p = 0; p < hosts_of_a_switch; ++p) {
      const Mac mac = host_mac((first_ + at) * hosts_of_a_switch + p);
      sees(at, mac, "Gi1/0/" + std::to_string(p));
      for (size_t i = at; i > 0; i = (i - 1) / branches) sees((i - 1) / branches, mac, down(i));
    }
  }

  void sees(size_t at, Mac mac, const std::string& port) {
    switches_[at].forwarding.add(mac, port, {30}, "base-port");
  }

  void hear(size_t child, size_t parent) {
    tell(child, parent, up(), down(child));
    tell(parent, child, down(child), up());
  }

  void tell(size_t at, size_t other, const std::string& port, const std::string& remote) {
    Peer& peer = switches_[at].view->peers.emplace_back();
    peer.protocol = "lldp";
    peer.port = port;
    peer.chassis = render(switch_mac(first_ + other));
    peer.remote_port = remote;
    peer.name = called(other);
    peer.capabilities = static_cast<unsigned>(Capability::bridge);
  }

  std::string name_;
  size_t size_;
  size_t first_ = 0;
  std::vector<Observation> switches_;
};

std::vector<Observation> world(size_t switches, size_t sites) {
  std::vector<Observation> all;
  for (size_t s = 0; s < sites; ++s) {
    for (auto& one : Site(s, switches / sites).take()) all.push_back(std::move(one));
  }
  return all;
}

// DHCP servers, one a site, that tell of every host which port of which switch it asked through.
Observation leases(size_t site) {
  Observation seen;
  seen.source = "dhcp-leases:all";
  seen.answer = Answer::whole;
  seen.site = "site-" + std::to_string(site);
  const size_t hosts = switches_of_a_site * hosts_of_a_switch;
  for (size_t i = site * hosts; i < (site + 1) * hosts; ++i) {
    LeaseFact fact;
    fact.mac = host_mac(i);
    fact.relay = "sw-" + std::to_string(i / hosts_of_a_switch) + " Gi1/0/" +
                 std::to_string(i % hosts_of_a_switch);
    fact.alive = true;
    seen.facts.emplace_back(fact);
  }
  return seen;
}

struct Times {
  double bridges = 0, uplinks = 0, places = 0;
};

Times measure(size_t sites) {
  const size_t switches = sites * switches_of_a_site;
  auto observations = world(switches, sites);
  for (size_t site = 0; site < sites; ++site) observations.push_back(leases(site));
  const auto groups = group_facts(observations, {}).groups;
  Times times;
  std::optional<Bridges> bridges;
  times.bridges = cpu_seconds([&] { bridges.emplace(observations); });
  times.uplinks = cpu_seconds([&] { Uplinks(*bridges, observations); });
  const Placement placement(observations, {});
  size_t certain = 0;
  times.places = cpu_seconds([&] {
    for (const auto& group : groups) {
      const auto places = placement.places(group);
      for (const auto& place : places.attached)
        certain += place.confidence == Confidence::certain ? 1 : 0;
    }
  });
  std::printf("%zu switches, %zu sites, %zu hosts, %zu places certain:\n", switches, sites,
              groups.size(), certain);
  std::printf("  bridges %.3f s, uplinks %.3f s, places %.3f s\n", times.bridges, times.uplinks,
              times.places);
  return times;
}

}  // namespace

int main(int argc, char** argv) {
  const size_t hosts = argc > 1 ? std::stoul(argv[1]) : 40'000;
  const size_t sites = std::max(hosts / hosts_of_a_switch / switches_of_a_site, size_t{1});
  const Times one = measure(sites);
  const Times two = measure(2 * sites);
  std::printf("growth: bridges %.2f, uplinks %.2f, places %.2f\n", two.bridges / one.bridges,
              two.uplinks / one.uplinks, two.places / one.places);
}
