// Switches that answer from small recordings, one a quirk (wire/snmprec.h); what NAME tells in the
// context of a VLAN or a VRF stands in NAME@10.snmprec or NAME@red.snmprec.
#pragma once
#include <algorithm>
#include <filesystem>
#include <functional>
#include <set>

#include "collect/switch/collect.h"
#include "core/text.h"
#include "scene.h"
#include "wire/files.h"
#include "wire/tape/snmprec.h"

namespace muster::test {

using Recording = std::vector<std::pair<Oid, SnmpValue>>;
using Recordings = std::map<std::string, Recording>;  // by context, "" the plain one

inline std::string bytes_of_hex(const std::string& hex) {
  std::string bytes;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

inline SnmpValue value_of(const std::string& type, const std::string& text) {
  SnmpValue value;
  value.type = static_cast<SnmpType>(std::stoi(type));
  if (value.type == SnmpType::oid) {
    value.oid = parse_oid(text).value();
  } else if (value.type == SnmpType::address) {
    const Ip ip = parse_ip(text).value();
    value.octets.assign(ip.bytes.end() - 4, ip.bytes.end());
  } else if (value.type == SnmpType::octets) {
    value.octets = type.ends_with('x') ? bytes_of_hex(text) : text;
  } else {
    value.number = std::stoll(text);
  }
  return value;
}

inline Recordings recordings_of(const std::string& name) {
  const std::string folder = std::string(TESTS_DIR) + "/collect/switch";
  Recordings all;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string stem = entry.path().stem().string();
    const size_t at = stem.find('@');
    if (stem.substr(0, at) != name) continue;
    const std::string context = at == std::string::npos ? "" : stem.substr(at + 1);
    const std::string path = entry.path().string();
    for (const auto& row : parse_snmprec(read_file(path, 1 << 20), path)) {
      all[context].push_back(row);
    }
  }
  REQUIRE(all.contains(""));
  return all;
}

// Answers every agent from the recordings by its address.
struct RecordedSnmp : Snmp {
  std::map<std::string, Recordings> agents;
  std::set<std::string> broken;  // OIDs whose walk ends early: half of the rows, and an error
  std::vector<SnmpQuestion> asked;
  std::function<void(std::vector<SnmpRow>&)> stir = [](std::vector<SnmpRow>&) {};

  void talk(std::span<SnmpTalk* const> talks, std::stop_token) override {
    for (SnmpTalk* talk : talks) {
      auto questions = talk->next({});
      while (!questions.empty()) {
        std::vector<SnmpAnswer> answers;
        for (const SnmpQuestion& question : questions) {
          asked.push_back(question);
          answers.push_back(answer(talk->agent(), question));
        }
        questions = talk->next(answers);
      }
    }
  }

 private:
  SnmpAnswer answer(const SnmpAgent& agent, const SnmpQuestion& question) {
    SnmpAnswer told;
    const auto found = agents.find(agent.address);
    if (found == agents.end()) {
      told.error = Error(agent.name + ": no answer");
      return told;
    }
    std::string context;
    if (question.vlan != 0) context = std::to_string(question.vlan);
    if (!question.context.empty()) context = question.context;
    for (const auto& [oid, value] : found->second[context]) {
      if (!starts_with(oid, question.oid) || (question.get && oid != question.oid)) continue;
      told.rows.push_back(
          {Oid(oid.begin() + static_cast<long>(question.oid.size()), oid.end()), value});
    }
    stir(told.rows);
    told.complete = !broken.contains(render(question.oid));
    if (told.complete) return told;
    told.rows.resize(told.rows.size() / 2);
    told.error = Error(agent.name + ": the walk of " + question.what + " broke off");
    return told;
  }
};

struct SwitchScene : Scene {
  RecordedSnmp snmp;
  Wires snmp_wires{clock, http, runner, progress, snmp};

  SwitchScene() {
    source.config.settings = SwitchConfig{};
    source.config.as<SwitchConfig>().address = "10.0.0.9";
    source.config.name = "sw1";
    source.config.site = "berlin";
  }
  explicit SwitchScene(const std::string& recording) : SwitchScene() {
    snmp.agents["10.0.0.9"] = recordings_of(recording);
  }
  Observation look() { return collect_switches({&source, 1}, {}, snmp_wires, {}).front(); }
  Observation look_well() {
    Observation seen = look();
    CHECK(render(seen.trouble) == "");
    return seen;
  }
};

// "bc:24:11:00:00:01 eth1 vlan 10 by base-port", sorted.
inline Strings forwarding_of(const Observation& seen) {
  Strings rows;
  const ForwardingTable& table = seen.forwarding;
  for (const Forwarded& forwarded : table.rows()) {
    std::string row = render(forwarded.mac) + " " + table.port(forwarded);
    for (const int vlan : table.vlans(forwarded)) row += " vlan " + std::to_string(vlan);
    rows.push_back(row + " by " + table.rule(forwarded));
  }
  return rows;
}

inline const SwitchPort& port_of(const Observation& seen, const std::string& name) {
  for (const SwitchPort& port : seen.view.value().ports) {
    if (port.name == name) return port;
  }
  FAIL("there is no port \"" + name + "\"");
  return seen.view->ports.front();
}

using Counts = std::map<std::string, size_t>;

}  // namespace muster::test
