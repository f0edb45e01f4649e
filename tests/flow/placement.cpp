// The switches of examples/lab/switches, asked by the collector from their tapes: every MAC is
// where the table in that folder's README says.
#include <catch2/catch.hpp>
#include <fstream>
#include <map>

#include "collect/collector.h"
#include "core/text.h"
#include "correlate/correlate.h"
#include "wire/tape/tape.h"

using namespace muster;
using Table = std::map<std::string, std::string>;  // MAC → places

namespace {

const std::string folder = "examples/lab/switches";

struct NoTime : Clock {
  Time now() const override { return Time{}; }
  void sleep(Milliseconds, std::stop_token) override {}
};

struct NoProgram : Runner {
  Output run(const Command&, std::stop_token) override { return {}; }
};

Config config() {
  Config out;
  out.sites["berlin"].slug = "berlin";
  for (const char* name : {"sw-acc-1", "sw-acc-2", "sw-core"}) {
    SourceConfig source;
    source.settings = SwitchConfig{};
    source.as<SwitchConfig>().address = "192.0.2.1";
    source.name = name;
    source.site = "berlin";
    out.sources.push_back(source);
  }
  for (const char* name : {"network", "phone", "access-point", "unknown"}) {
    out.classifications[name].name = name;
  }
  return out;
}

std::vector<Observation> ask_switches(const Config& config) {
  NoTime clock;
  NoProgram programs;
  NoProgress progress;
  const auto http = replay_tapes(folder);
  const auto snmp = replay_snmp_tapes(folder);
  Wires wires{
      .clock = clock, .http = *http, .runner = programs, .progress = progress, .snmp = *snmp};
  std::vector<Source> sources;
  for (const auto& source : config.sources) sources.emplace_back().config = source;
  return collect_all(sources, wires, {});
}

std::string text_of(const Attachment& place) {
  std::string text = place.device + ":" + place.port + ", " + std::string(word(place.confidence));
  for (const int vlan : place.vlans) text += ", vlan " + std::to_string(vlan);
  text += ": " + join(words_of(place.because), ", ");
  return place.alternatives.empty() ? text : text + "; or " + join(place.alternatives, ", ");
}

Table placed(const std::vector<Host>& hosts) {
  Table table;
  for (const auto& host : hosts) {
    std::vector<std::string> places;
    for (const auto& place : host.observed.attached) places.push_back(text_of(place));
    for (const auto& interface : host.observed.interfaces) {
      if (interface.mac) table[render(*interface.mac)] = join(places, " and ");
    }
  }
  return table;
}

// Rows "| MAC | who | places |".
Table expected() {
  Table table;
  std::ifstream in(folder + "/README.md");
  for (std::string line; std::getline(in, line);) {
    const auto cells = split(line, '|');
    if (cells.size() < 4) continue;
    const std::string mac(trim(cells[1]));
    if (parse_mac(mac)) table[mac] = std::string(trim(cells[3]));
  }
  return table;
}

}  // namespace

TEST_CASE("every host of the lab's switches is where its README says") {
  const Config lab = config();
  const auto seen = ask_switches(lab);
  for (const auto& observation : seen) {
    INFO(observation.source);
    CHECK(observation.trouble.items().empty());
    REQUIRE(observation.view);
    CHECK(observation.view->whole);
  }
  const auto found = correlate(seen, {}, {}, lab, {}, Day{});
  CHECK(found.unaccounted() == 0);
  const Table places = placed(found.hosts);
  const Table wanted = expected();
  for (const auto& [mac, place] : wanted) {
    INFO(mac);
    REQUIRE(places.contains(mac));
    CHECK(places.at(mac) == place);
  }
  for (const auto& [mac, place] : places) {
    // Ports of the switches themselves stand where the switch stands.
    const auto wanted_mac = parse_mac(mac);
    const bool own = std::any_of(seen.begin(), seen.end(), [&](const Observation& one) {
      const auto& all = one.view->own;
      return std::find(all.begin(), all.end(), wanted_mac) != all.end();
    });
    INFO("| " << mac << " | | " << place << " |");
    CHECK((own || wanted.contains(mac)));
  }
}

TEST_CASE("the lab's switches, access point and telephone are told for what they are") {
  const Config lab = config();
  const auto found = correlate(ask_switches(lab), {}, {}, lab, {}, Day{});
  std::map<std::string, std::string> classes;
  for (const auto& host : found.hosts) {
    classes[host.observed.name] = host.observed.proposed.classification;
  }
  for (const char* name : {"sw-core", "sw-acc-1", "sw-acc-2", "sw-meeting"}) {
    INFO(name);
    CHECK(classes[name] == "network");
  }
  CHECK(classes["ap-berlin-2"] == "access-point");
  CHECK(classes["sip-t54w"] == "phone");
}
