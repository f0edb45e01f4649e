// bench_records [RECORDS]: what seven systems know of one site, with conflicts planted among it.
// Each of them has to be found and no other told; then time and memory.
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <set>

#include "correlate/correlate.h"
#include "search/knowledge.h"
#include "stopwatch.h"

using namespace muster;
using bench::seconds_of;

namespace {

constexpr int of_each_kind = 100;

// What is wrong with a machine, by its number.
enum class Planted { nothing, serial_names, serial_conflict, address, platform, stale };

Planted planted_in(int machine) {
  constexpr int every = 7;  // spread among the others
  const int place = machine / every;
  if (machine % every != 0 || place >= 5 * of_each_kind) return Planted::nothing;
  return static_cast<Planted>(1 + place / of_each_kind);
}

std::string mac_of_machine(int i, int last = 0) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "00:50:56:%02x:%02x:%02x", (i >> 7) & 255, (i & 127) * 2,
                last);
  return text.data();
}

std::string address_of(int i) {
  return "10." + std::to_string(40 + i / 62'500) + "." + std::to_string(i / 250 % 250) + "." +
         std::to_string(i % 250 + 1);
}

struct Scene {
  Day today{std::chrono::days(20'500)};
  Config config;
  std::map<std::string, Observation> sources;
  std::map<Planted, size_t> planted;

  Scene() {
    config.sites["berlin"].slug = "berlin";
    config.sites["berlin"].domain = "berlin.example";
    config.sites["berlin"].networks = {*parse_cidr("10.0.0.0/8")};
    config.classifications["unknown"].name = "unknown";
  }

  Observation& source(const std::string& name) {
    Observation& out = sources[name];
    out.source = name;
    out.site = "berlin";
    out.answer = Answer::whole;
    out.complete = {FactKind::guest, FactKind::device};
    return out;
  }

  // A host record and the row it makes, as a connector has them.
  void host(const std::string& name, int i, const std::string& called, const std::string& serial,
            const std::string& platform, int age) {
    Observation& seen = source(name);
    Record record;
    record.kind = "host";
    record.id = "m" + std::to_string(i);
    record.name = called + ".berlin.example";
    record.serial = serial;
    record.macs = {*parse_mac(mac_of_machine(i))};
    record.addresses = {*parse_cidr(address_of(i) + "/8")};
    record.attributes["platform"].text = platform;
    record.attributes["vendor"].text = "Dell Inc.";
    record.heard = Time(today - std::chrono::days(age));
    record.stale = age > 7;
    record.link = "https://" + name.substr(name.find(':') + 1) + ".example/hosts/" + record.id;
    if (!record.stale) {
      DeviceFact fact;
      fact.interface = "eth0";
      fact.mac = record.macs.front();
      fact.addresses = record.addresses;
      fact.names = {{record.name, NameSource::device}};
      fact.product = {"Dell Inc.", "", serial, platform};
      fact.chassis = name + "/" + record.id;
      seen.facts.emplace_back(fact);
    }
    seen.records.push_back(std::move(record));
  }

  void guest(int i, const std::string& called, const std::string& address) {
    Observation& seen = source("vsphere:vc");
    Record record;
    record.kind = "vm";
    record.id = "vm-" + std::to_string(i + 1);
    record.name = called;
    record.uuid = "4c4c4544-0000-4000-8000-" + std::to_string(100'000'000'000 + i);
    record.macs = {*parse_mac(mac_of_machine(i))};
    record.attributes["platform"].text = "Debian GNU/Linux 12 (64-bit)";
    NicFact fact;
    fact.guest = {"vsphere", "c1", "esx1", i + 1, GuestKind::vm, "running"};
    fact.identity = "vsphere:" + record.uuid;
    fact.interface = "net0";
    fact.mac = record.macs.front();
    fact.addresses = {*parse_cidr(address + "/8")};
    fact.names = {{called, NameSource::hypervisor}};
    fact.running = true;
    seen.facts.emplace_back(fact);
    seen.records.push_back(std::move(record));
  }

  void other(const std::string& name, const std::string& kind, int i, const std::string& called) {
    Record record;
    record.kind = kind;
    record.id = std::to_string(i);
    record.name = called;
    record.attributes["size"] = {ValueType::bytes, std::to_string(i * 4096LL)};
    source(name).records.push_back(std::move(record));
  }

  void machine(int i) {
    const Planted what = planted_in(i);
    ++planted[what];
    const std::string name = "srv" + std::to_string(i), serial = "SN" + std::to_string(100'000 + i);
    const bool shares = what == Planted::address;
    guest(i, name, shares ? address_of(i + 1) : address_of(i));
    host("connector:foreman", i, what == Planted::serial_names ? "other" + std::to_string(i) : name,
         what == Planted::serial_conflict ? "XX" + serial : serial,
         what == Planted::platform ? "Windows Server 2019" : "Debian 12", 0);
    host("connector:puppet", i, name, serial, "Debian 12.5", what == Planted::stale ? 60 : 0);
    other("connector:commvault", "backup", i, name);
  }

  std::vector<Observation> all() const {
    std::vector<Observation> out;
    for (const auto& [name, one] : sources) out.push_back(one);
    return out;
  }
};

// How many hosts carry the mark, and how many of those it was planted in.
struct Found {
  size_t right = 0, invented = 0;
};

std::map<std::string, Found> found_in(const std::vector<Host>& hosts) {
  static const std::map<std::string, Planted> kinds{{"serial-names", Planted::serial_names},
                                                    {"serial-conflict", Planted::serial_conflict},
                                                    {"platform-conflict", Planted::platform},
                                                    {"stale-in:connector:puppet", Planted::stale}};
  std::map<std::string, Found> out;
  for (const Host& host : hosts) {
    const long long number = host.observed.guest ? host.observed.guest->id - 1 : -1;
    for (const std::string& mark : host.observed.attention) {
      const auto kind = kinds.find(mark);
      const Planted here = number < 0 ? Planted::nothing : planted_in(static_cast<int>(number));
      // A shared address is told at both holders, and two names are also a conflict of names.
      const bool right = mark == "ip-conflict"
                             ? here == Planted::address ||
                                   planted_in(static_cast<int>(number) - 1) == Planted::address
                         : mark == "name-conflict" ? here == Planted::serial_names
                                                   : kind != kinds.end() && kind->second == here;
      ++(right ? out[mark].right : out[mark].invented);
    }
  }
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  const int records = argc > 1 ? std::atoi(argv[1]) : 50'000;
  const int machines = records / 5;
  Scene scene;
  for (int i = 0; i < machines; ++i) scene.machine(i);
  for (int i = 0; i < machines / 5; ++i) {
    scene.other("connector:oxidized", "backup", i, "sw" + std::to_string(i));
    scene.other("connector:ontap", "volume", i, "vol" + std::to_string(i));
    scene.other("connector:ontap", "volume", machines + i, "logs" + std::to_string(i));
    scene.other("connector:dorado", "volume", i, "lun" + std::to_string(i));
    scene.other("connector:dorado", "pool", i, "pool" + std::to_string(i));
  }
  const auto observations = scene.all();
  size_t count = 0;
  for (const Observation& one : observations) count += one.records.size();
  Correlation first, second;
  const OuiTable vendors;
  const double one_run = seconds_of(
      [&] { first = correlate(observations, {}, {}, scene.config, vendors, scene.today); });
  const double again = seconds_of([&] {
    second =
        correlate(observations, first.hosts, first.sightings, scene.config, vendors, scene.today);
  });
  size_t differing = first.hosts.size() == second.hosts.size() ? 0 : 1;
  for (size_t i = 0; differing == 0 && i < first.hosts.size(); ++i) {
    if (!(first.hosts[i].observed == second.hosts[i].observed)) ++differing;
  }
  const std::string folder =
      (std::filesystem::temp_directory_path() / "bench-records-XXXXXX").string();
  std::string made = folder;
  if (mkdtemp(made.data()) == nullptr) return 1;
  const double kept = seconds_of([&] { Knowledge(made).keep(observations, Time(scene.today)); });
  std::filesystem::remove_all(made);
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  std::printf(
      "%zu records of %zu sources, %zu hosts: %.1f s, again %.1f s (%zu hosts differ), "
      "into the cache %.1f s, %ld MiB\n",
      count, observations.size(), first.hosts.size(), one_run, again, differing, kept,
      used.ru_maxrss / 1024);
  bool good = differing == 0;
  for (const auto& [mark, found] : found_in(first.hosts)) {
    const size_t wanted = mark == "ip-conflict" ? 2 * of_each_kind : of_each_kind;
    std::printf("  %-28s %zu of %zu found, %zu invented\n", mark.c_str(), found.right, wanted,
                found.invented);
    good = good && found.right == wanted && found.invented == 0;
  }
  return good ? 0 : 1;
}
