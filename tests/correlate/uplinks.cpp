// The tree of switches, beside the plain and slow reading of its definition.
#include "correlate/topology/uplinks.h"

#include <catch2/catch.hpp>

#include "draw.h"
#include "rounds.h"
#include "switches.h"

using namespace muster;
using namespace muster::test;

namespace {

using Ports = std::set<std::string>;
using Pair = std::pair<size_t, size_t>;

std::string mac_of_switch(unsigned number) { return "00:11:32:01:00:0" + std::to_string(number); }
std::string port_name(Draw& draw) { return "Gi1/0/" + std::to_string(draw.below(4)); }

// Two sites of a few switches that learned and heard each other on any ports.
std::vector<Observation> network(Draw& draw) {
  std::vector<Switch> switches;
  for (unsigned i = 0; i < 8; ++i) {
    switches.emplace_back("sw-" + std::to_string(i), mac_of_switch(i));
    switches.back().seen.site = i % 2 == 0 ? "berlin" : "bonn";
  }
  for (auto& one : switches) {
    for (unsigned i = 0; i < 8; ++i) {
      if (!draw.one_in(3)) one.sees(mac_of_switch(i), port_name(draw));
      if (draw.one_in(8)) one.sees(mac_of_switch(i), port_name(draw));
      if (!draw.one_in(6)) continue;
      const std::string remote = draw.one_in(2) ? port_name(draw) : "";
      one.hears(peer(port_name(draw), mac_of_switch(i), "sw-" + std::to_string(i),
                     {Capability::bridge}, remote));
    }
  }
  std::vector<Observation> told;
  for (auto& one : switches) told.push_back(one.told());
  draw.shuffle(told);
  return told;
}

// Which switch sees which on which ports: by neighbours, and by learned MACs.
struct Plain {
  std::map<Pair, Ports> heard, learned;

  explicit Plain(const Bridges& bridges) {
    for (size_t b = 0; b < bridges.all().size(); ++b) {
      const Bridge& bridge = bridges[b];
      for (const auto& [name, port] : bridge.ports) {
        for (const auto& peer : port.peers) hear(bridges, b, name, peer);
      }
      for (const Mac mac : bridge.own) {
        for (const auto& row : bridges.rows(bridge.site, mac)) {
          const bool its = bridges.owner(bridge.site, mac) == b && row.port && row.bridge != b;
          if (its) learned[{row.bridge, b}].insert(row.port->name);
        }
      }
    }
  }

  void hear(const Bridges& bridges, size_t b, const std::string& name, const Peer& peer) {
    const auto far = bridges.polled(peer, b);
    if (!far) return;
    heard[{b, *far}].insert(name);
    const BridgePort* back = bridges[*far].port(peer.remote_port);
    if (back) heard[{*far, b}].insert(back->name);
  }

  Ports toward(size_t near, size_t far) const {
    Ports ports;
    for (const auto* map : {&heard, &learned}) {
      const auto found = map->find({near, far});
      if (found != map->end()) ports.insert(found->second.begin(), found->second.end());
    }
    return ports;
  }

  bool between(size_t a, size_t b, size_t count) const {
    for (size_t third = 0; third < count; ++third) {
      const auto to_a = toward(third, a);
      const auto to_b = toward(third, b);
      if (third != b && !to_a.empty() && !to_b.empty() && to_a != to_b) return true;
      const auto direct = heard.find({a, third});
      if (third == b || direct == heard.end()) continue;
      for (const auto& port : learned.at({a, b})) {
        if (direct->second.contains(port)) return true;
      }
    }
    return false;
  }

  bool joined(size_t a, size_t b, size_t count) const {
    if (heard.contains({a, b})) return true;
    return !heard.contains({b, a}) && learned.contains({a, b}) && !between(a, b, count);
  }

  bool leads_to_a_switch(size_t b, const std::string& port) const {
    const auto on_port = [&](const auto& map) {
      return std::any_of(map.begin(), map.end(), [&](const auto& way) {
        return way.first.first == b && way.second.contains(port);
      });
    };
    return on_port(heard) || on_port(learned);
  }
};

}  // namespace

TEST_CASE("switches are joined where a neighbour says so, or a MAC with none between") {
  for (int seed = 0; seed < rounds(300); ++seed) {
    Draw draw(static_cast<unsigned>(seed));
    const auto observations = network(draw);
    const Bridges bridges(observations);
    const Uplinks uplinks(bridges, observations);
    const Plain plain(bridges);
    const size_t count = bridges.all().size();
    for (size_t a = 0; a < count; ++a) {
      for (size_t b = 0; b < count; ++b) {
        INFO(bridges[a].name << " and " << bridges[b].name);
        if (a != b) CHECK(uplinks.joined(a, b) == plain.joined(a, b, count));
      }
      for (const auto& [name, port] : bridges[a].ports) {
        const bool uplink = uplinks.port(a, port).role == PortRole::uplink;
        CHECK(uplink == plain.leads_to_a_switch(a, name));
      }
    }
  }
}
