// Short words for switches, their ports and neighbours.
#pragma once
#include <algorithm>

#include "world.h"

namespace muster::test {

inline unsigned capabilities(std::initializer_list<Capability> some) {
  unsigned all = 0;
  for (const Capability one : some) all |= static_cast<unsigned>(one);
  return all;
}

inline Peer peer(const std::string& port, const std::string& chassis, const std::string& name,
                 std::initializer_list<Capability> some, const std::string& remote_port = "") {
  Peer out;
  out.protocol = "lldp";
  out.port = port;
  out.chassis = chassis;
  out.remote_port = remote_port;
  out.name = name;
  out.capabilities = capabilities(some);
  return out;
}

// A polled switch in the making: sw.port(…), sw.sees(…), and in the end sw.told().
struct Switch {
  std::string name;
  std::string own;
  Observation seen;

  Switch(const std::string& called, const std::string& mac) : name(called), own(mac) {
    seen.source = "switch:" + name;
    seen.site = "berlin";
    seen.view.emplace();
    seen.view->source = seen.source;
    seen.view->name = name;
    seen.view->chassis = own;
    seen.view->own = {parse_mac(own).value()};
    seen.view->whole = true;
    seen.complete = {FactKind::bridge_host, FactKind::neighbor, FactKind::device};
    seen.answer = Answer::whole;
    DeviceFact device;
    device.mac = parse_mac(own);
    device.interface = "mgmt";
    device.chassis = own;
    device.names.push_back({name, NameSource::device});
    seen.facts.emplace_back(device);
  }

  // An access port, unless there are several VLANs.
  Switch& port(const std::string& called, std::vector<int> vlans = {30}, bool root = false,
               const std::string& lag = "") {
    SwitchPort one;
    one.name = called;
    one.tagged = vlans.size() > 1;
    one.vlans = std::move(vlans);
    one.root = root;
    one.lag = lag;
    seen.view->ports.push_back(one);
    return *this;
  }

  Switch& sees(const std::string& mac, const std::string& on, int vlan = 30) {
    forward(seen, seen_on(mac, on, vlan));
    return *this;
  }

  Switch& sees_all(const std::vector<std::string>& macs, const std::string& on, int vlan = 30) {
    for (const auto& mac : macs) sees(mac, on, vlan);
    return *this;
  }

  Switch& hears(const Peer& one) {
    seen.view->peers.push_back(one);
    NeighborFact told;
    told.mac = parse_mac(one.chassis);
    told.port = one.port;
    told.chassis = one.chassis;
    told.names.push_back({one.name, NameSource::device});
    seen.facts.emplace_back(told);
    return *this;
  }

  Observation told() const {
    Observation out = seen;
    if (!out.view) return out;
    std::sort(out.view->ports.begin(), out.view->ports.end());
    std::sort(out.view->peers.begin(), out.view->peers.end());
    return out;
  }

  // The table of MACs was not read to the end.
  Observation cut_short() const {
    Observation out = told();
    out.view->whole = false;
    out.complete.erase(FactKind::bridge_host);
    out.answer = Answer::partial;
    out.trouble.add(Error("walk of dot1qTpFdbPort ended early"));
    return out;
  }

  Observation dead() const {
    Observation out = told();
    out.facts.clear();
    out.forwarding = {};
    out.view.reset();
    out.complete.clear();
    out.answer = Answer::none;
    out.trouble.add(Error("no answer from " + name));
    return out;
  }
};

// Two switches that hear each other.
inline void connect(Switch& a, const std::string& port_a, Switch& b, const std::string& port_b) {
  using enum Capability;
  a.hears(peer(port_a, b.own, b.name, {bridge}, port_b));
  b.hears(peer(port_b, a.own, a.name, {bridge, router}, port_a));
}

inline Config switched_config(const std::vector<std::string>& names) {
  Config config = lab_config();
  config.sources.clear();
  for (const auto& name : names) {
    SourceConfig source;
    source.settings = SwitchConfig{};
    source.name = name;
    source.site = "berlin";
    config.sources.push_back(source);
  }
  return config;
}

inline const Host* host_of(const Story& story, const std::string& mac) {
  for (const auto& host : story.hosts) {
    for (const auto& interface : host.observed.interfaces) {
      if (interface.mac == parse_mac(mac)) return &host;
    }
  }
  return nullptr;
}

// "acc-1:Gi1/0/5 certain vlan 30: lldp, bridge-host; or acc-2:Gi1/0/6".
inline std::string text_of(const Attachment& place) {
  std::string text = place.device + ":" + place.port + " " + std::string(word(place.confidence));
  for (const int vlan : place.vlans) text += " vlan " + std::to_string(vlan);
  for (size_t i = 0; i < place.because.size(); ++i) {
    text += (i == 0 ? ": " : ", ") + render(place.because[i]);
  }
  for (size_t i = 0; i < place.alternatives.size(); ++i) {
    text += (i == 0 ? "; or " : ", ") + place.alternatives[i];
  }
  return text;
}

// What tests of placement compare, in words.
inline std::vector<std::string> summary(const std::vector<Host>& hosts) {
  std::vector<std::string> lines;
  for (const auto& host : hosts) {
    std::string line = host.id + " " + host.observed.identity.front() + " " +
                       host.observed.proposed.rule + " " + host.classification;
    for (const auto& place : host.observed.attached) line += " @ " + text_of(place);
    for (const auto& word : host.observed.attention) line += " ! " + word;
    lines.push_back(line);
  }
  return lines;
}

inline std::vector<std::string> places(const Story& story, const std::string& mac) {
  std::vector<std::string> texts;
  const Host* host = host_of(story, mac);
  if (!host) return {"no host"};
  for (const auto& place : host->observed.attached) texts.push_back(text_of(place));
  return texts;
}

}  // namespace muster::test
