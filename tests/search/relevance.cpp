// Thirty questions as people type them, over one small inventory: what must come first.
#include <catch2/catch.hpp>
#include <filesystem>

#include "search/knowledge.h"
#include "search/words.h"

using namespace muster;

namespace {

struct Asset {
  std::string id, name, site, mac, address, vendor, model, platform, serial, notes;
};

const std::vector<Asset> assets{
    {"aaaaaaaaa1", "web1", "berlin", "00:50:56:aa:00:01", "10.20.4.17/24", "VMware", "",
     "Debian 12", "", "shop front end, ask Ada before a restart"},
    {"aaaaaaaaa2", "web10", "berlin", "00:50:56:aa:00:10", "10.20.4.170/24", "VMware", "",
     "Debian 12", "", ""},
    {"aaaaaaaaa3", "web1-test", "paris", "00:50:56:aa:00:11", "10.30.4.17/24", "VMware", "",
     "Debian 11", "", ""},
    {"aaaaaaaaa4", "db1", "berlin", "b0:26:28:00:00:04", "10.20.5.4/24", "Dell Inc.",
     "PowerEdge R650", "Debian 12", "7XK2P03", "PostgreSQL primary"},
    {"aaaaaaaaa5", "db2", "paris", "b0:26:28:00:00:05", "10.30.5.4/24", "Dell Inc.",
     "PowerEdge R650", "Debian 12", "7XK2P04", "PostgreSQL standby"},
    {"aaaaaaaaa6", "esx1", "berlin", "b0:26:28:00:00:06", "10.20.5.6/24", "Dell Inc.",
     "PowerEdge R740", "VMware ESXi 8.0", "9ZZ1111", ""},
    {"aaaaaaaaa7", "printer-3", "berlin", "3c:52:82:00:00:07", "10.20.9.7/24", "HP",
     "LaserJet M507", "", "CNB1K2X3Y4", "second floor, by the stairs"},
    {"aaaaaaaaa8", "sw-b1-04", "berlin", "00:1b:54:00:00:08", "10.20.0.4/24", "Cisco", "C9300-48P",
     "IOS XE 17.9", "FOC2145L0AB", ""},
    {"aaaaaaaaa9", "camera-eingang", "berlin", "ac:cc:8e:00:00:09", "10.20.8.9/24", "Axis", "P3245",
     "", "ACCC8E000009", "Kamera am Eingang, Gebäude Süd"},
    {"aaaaaaaab1", "mail", "paris", "00:50:56:bb:00:01", "10.30.4.25/24", "VMware", "",
     "Ubuntu 22.04", "", "old mail relay, goes in May"}};

struct Shelf {
  std::string path;
  Inventory inventory;
  std::unique_ptr<Knowledge> knowledge;

  Shelf() {
    std::string name = (std::filesystem::temp_directory_path() / "muster-asked-XXXXXX").string();
    path = mkdtemp(name.data());
    for (const Asset& one : assets) add(one);
    knowledge = std::make_unique<Knowledge>(path);
    knowledge->index(inventory);
    keep_records();
    knowledge->index("config", std::vector<IndexedText>{
                                   {"configs/berlin/sw-b1-04.cfg", "1", "sw-b1-04", [] {
                                      return words_of_text(
                                          "hostname sw-b1-04\nip route 0.0.0.0 0.0.0.0 10.20.0.1\n"
                                          "ntp server 10.20.0.123\nvlan 412\n name guests\n");
                                    }}});
  }
  ~Shelf() {
    knowledge.reset();
    std::filesystem::remove_all(path);
  }

  void add(const Asset& one) {
    auto file = std::make_shared<HostFile>();
    Host& host = file->host;
    host.id = one.id;
    host.classification = one.vendor == "VMware" ? "vm" : "server";
    host.notes = one.notes;
    host.observed.name = one.name;
    host.observed.site = one.site;
    host.observed.vendor = one.vendor;
    host.observed.model = one.model;
    host.observed.platform = one.platform;
    host.observed.serial = one.serial;
    host.observed.interfaces = {{"eth0", parse_mac(one.mac), {*parse_cidr(one.address)}, {}}};
    file->path = "hosts/" + one.site + "/" + one.name + "--" + one.id + ".yaml";
    file->text = SharedText(file->path);
    inventory.files.push_back(std::move(file));
  }

  void keep_records() const {
    const auto record = [](const std::string& kind, const std::string& id,
                           const std::string& called, const std::string& text) {
      Record out;
      out.kind = kind;
      out.id = id;
      out.name = called;
      out.attributes["about"].text = text;
      return out;
    };
    Observation seen;
    seen.source = "connector:known";
    seen.site = "berlin";
    seen.answer = Answer::whole;
    seen.records = {record("host", "web1.berlin.example", "web1.berlin.example", "Debian 12"),
                    record("backup", "77", "db1", "Completed with one error"),
                    record("volume", "v-9", "vol_sql_prod", "aggr_ssd_1 online"),
                    record("volume", "v-10", "vol_home", "aggr_sas_2 online"),
                    record("pool", "p-1", "StoragePool001", "")};
    knowledge->keep(std::vector{seen}, Time(Seconds(1'790'000'000)));
  }

  std::string first(const std::string& question) const {
    const auto found = knowledge->search(question, 5);
    return found.hits.empty() ? "" : found.hits.front().what + " " + found.hits.front().name;
  }
};

}  // namespace

TEST_CASE("thirty questions of people, and what has to come first") {
  const Shelf shelf;
  const std::vector<std::pair<const char*, const char*>> questions{
      {"web1", "host web1"},
      {"WEB1", "host web1"},
      {"web1-", "host web1-test"},
      {"web1.berlin.example", "record web1.berlin.example"},
      {"10.20.4.17", "host web1"},
      {"10.20.4.170/24", "host web10"},
      {"00:50:56:aa:00:10", "host web10"},
      {"0050.56aa.0011", "host web1-test"},
      {"b0-26-28-00-00-05", "host db2"},
      {"7XK2P03", "host db1"},
      {"7xk2", "host db1"},
      {"FOC2145L0AB", "host sw-b1-04"},
      {"db", "host db1"},
      {"db2", "host db2"},
      {"dell r740", "host esx1"},
      {"poweredge paris", "host db2"},
      {"postgresql standby", "host db2"},
      {"laserjet", "host printer-3"},
      {"second floor stairs", "host printer-3"},
      {"gebaude sud", "host camera-eingang"},
      {"eingang", "host camera-eingang"},
      {"ubuntu", "host mail"},
      {"ada restart", "host web1"},
      {"vol_sql_prod", "record vol_sql_prod"},
      {"sql", "record vol_sql_prod"},
      {"storagepool", "record StoragePool001"},
      {"completed error", "record db1"},
      {"guests 412", "config sw-b1-04"},
      {"10.20.0.123", "config sw-b1-04"},
      {"old relay that goes in may", "host mail"}};
  REQUIRE(questions.size() == 30);
  for (const auto& [question, answer] : questions) {
    CAPTURE(question);
    CHECK(shelf.first(question) == answer);
  }
}
