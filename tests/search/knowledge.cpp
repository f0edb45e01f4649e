#include "search/knowledge.h"

#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "search/record_json.h"
#include "search/words.h"

using namespace muster;

namespace {

struct Folder {
  std::string path;
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "muster-known-XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path); }
};

Host host_of(const std::string& name, const std::string& mac, const std::string& address) {
  Host host;
  host.id = "7k2m9qx4td";
  host.classification = "server";
  host.observed.name = name;
  host.observed.site = "berlin";
  Interface port;
  port.name = "eth0";
  port.mac = parse_mac(mac);
  port.addresses = {*parse_cidr(address)};
  host.observed.interfaces = {port};
  return host;
}

Inventory inventory_of(const std::vector<Host>& hosts) {
  Inventory out;
  for (const Host& host : hosts) {
    auto file = std::make_shared<HostFile>();
    file->host = host;
    file->path = "hosts/berlin/" + host.observed.name + "--" + host.id + ".yaml";
    file->text = SharedText(file->path + host.notes);
    out.files.push_back(std::move(file));
  }
  return out;
}

Record record_of(const std::string& kind, const std::string& id, const std::string& name) {
  Record record;
  record.kind = kind;
  record.id = id;
  record.name = name;
  return record;
}

Observation told(const std::string& source, std::vector<Record> records,
                 Answer answer = Answer::whole) {
  Observation out;
  out.source = source;
  out.site = "berlin";
  out.answer = answer;
  out.records = std::move(records);
  return out;
}

std::vector<std::string> names(const SearchResult& found) {
  std::vector<std::string> out;
  for (const SearchHit& hit : found.hits) out.push_back(hit.name);
  return out;
}

using Names = std::vector<std::string>;
const Time noon = Time(Seconds(1'764'100'000));

}  // namespace

TEST_CASE("names, MACs and addresses are found whole, and by the beginning of a word") {
  const Folder folder;
  Knowledge knowledge(folder.path);
  const Inventory inventory = inventory_of({host_of("web1", "00:50:56:aa:00:01", "10.20.4.1/24"),
                                            host_of("web10", "00:50:56:aa:00:10", "10.20.4.17/24"),
                                            host_of("db-1", "00:50:56:aa:00:02", "10.20.4.2/24")});
  CHECK(knowledge.index(inventory) == 3);
  const auto found = [&](const std::string& words) { return names(knowledge.search(words, 10)); };
  CHECK(found("web1").front() == "web1");
  CHECK(found("web") == Names{"web1", "web10"});
  CHECK(found("10.20.4.1") == Names{"web1"});
  CHECK(found("10.20.4.17/24") == Names{"web10"});
  CHECK(found("0050.56AA.0002") == Names{"db-1"});
  CHECK(found("server db") == Names{"db-1"});
  CHECK(found("nothing-like-it") == Names{});
  const SearchResult inside = knowledge.search("eb1", 10);
  CHECK(inside.substring);
  CHECK(names(inside) == Names{"web1", "web10"});
}

TEST_CASE("what people type is never an operator of the index") {
  const Folder folder;
  Knowledge knowledge(folder.path);
  for (const char* words : {"a OR b", "NEAR(", "\"", "-x", "name:web", "*", "a AND",
                            "'; DROP TABLE x", "(", "web^2", "\xc3\xbc", "a\"b"}) {
    CAPTURE(words);
    CHECK(knowledge.search(words, 10).hits.empty());
  }
  CHECK_THROWS_WITH(knowledge.search("  ", 10), "name what is to be found");
}

TEST_CASE(
    "only files that changed are read into the index again, and those that are gone leave it") {
  const Folder folder;
  std::vector<Host> hosts{host_of("web1", "00:50:56:aa:00:01", "10.20.4.1/24"),
                          host_of("web2", "00:50:56:aa:00:02", "10.20.4.2/24")};
  CHECK(Knowledge(folder.path).index(inventory_of(hosts)) == 2);
  CHECK(Knowledge(folder.path).index(inventory_of(hosts)) == 0);
  hosts[0].notes = "stands in the cellar.";
  Knowledge knowledge(folder.path);
  CHECK(knowledge.index(inventory_of(hosts)) == 1);
  CHECK(names(knowledge.search("cellar", 10)) == Names{"web1"});
  hosts.pop_back();
  CHECK(knowledge.index(inventory_of(hosts)) == 1);
  CHECK(names(knowledge.search("web", 10)) == Names{"web1"});
}

TEST_CASE("records are of a host by uuid, serial number, MAC or name, never by an address alone") {
  const Folder folder;
  Knowledge knowledge(folder.path);
  Host host = host_of("web1", "00:50:56:aa:00:01", "10.20.4.1/24");
  host.observed.serial = "SN1";
  Record serial = record_of("host", "1", "other"), mac = record_of("vm", "2", ""),
         full = record_of("backup", "3", "web1.berlin.example"),
         in_site = record_of("backup", "4", "WEB1"), address = record_of("host", "5", "x"),
         shared = record_of("host", "6", "y");
  serial.serial = "sn1";
  mac.macs = {*parse_mac("00:50:56:aa:00:01")};
  address.addresses = {*parse_cidr("10.20.4.1/24")};
  shared.macs = {*parse_mac("00:00:5e:00:01:01")};  // of VRRP
  knowledge.keep(std::vector{told("connector:a", {serial, mac, full, in_site, address, shared})},
                 noon);
  Names by;
  for (const KnownRecord& one : knowledge.of_host(host, "berlin.example")) {
    by.push_back(one.record.id + " " + one.because);
  }
  CHECK(by == Names{"1 serial sn1", "2 mac 00:50:56:aa:00:01", "3 name web1.berlin.example",
                    "4 short web1@berlin"});
}

TEST_CASE("what an answer read to its end lacks is marked and stays, a partial one marks nothing") {
  const Folder folder;
  Knowledge knowledge(folder.path);
  const auto states = [&] {
    Names out;
    for (const KnownRecord& one : knowledge.all(10)) {
      out.push_back(one.record.id + (one.missing ? " missing" : ""));
    }
    return out;
  };
  knowledge.keep(std::vector{told("connector:a",
                                  {record_of("volume", "1", "v"), record_of("volume", "2", "w")})},
                 noon);
  knowledge.keep(std::vector{told("connector:a", {record_of("volume", "1", "v")}, Answer::partial)},
                 noon + Seconds(60));
  CHECK(states() == Names{"1", "2"});
  knowledge.keep(std::vector{told("connector:a", {record_of("volume", "1", "v")})},
                 noon + Seconds(120));
  CHECK(states() == Names{"1", "2 missing"});
  knowledge.keep(std::vector{told("connector:a", {record_of("volume", "2", "w")})},
                 noon + Seconds(180));
  CHECK(states() == Names{"1 missing", "2"});
}

TEST_CASE("a record is the same after it was kept") {
  Record record = record_of("host", "7", "n");
  record.serial = "S";
  record.uuid = "u";
  record.macs = {*parse_mac("00:50:56:aa:00:01")};
  record.addresses = {*parse_cidr("10.20.4.1/24")};
  record.attributes["size"] = {ValueType::bytes, "12", true};
  record.relations = {{"pool", "pool", "p"}};
  record.heard = noon;
  record.stale = true;
  record.link = "https://x/7";
  CHECK(parse_record(to_json(record)) == record);
  CHECK_THROWS_WITH(parse_record({{"kind", 1}}), "a record of the cache cannot be read");
}

TEST_CASE("a cache that is damaged, or that others may write, is made anew") {
  const Folder folder;
  const std::string file = folder.path + "/knowledge.db";
  const auto keep_one = [&] {
    Knowledge(folder.path)
        .keep(std::vector{told("connector:a", {record_of("volume", "1", "v")})}, noon);
  };
  keep_one();
  CHECK((std::filesystem::status(file).permissions() & std::filesystem::perms::others_all) ==
        std::filesystem::perms::none);
  std::filesystem::permissions(file, std::filesystem::perms(0666));
  CHECK(Knowledge(folder.path).all(10).empty());
  keep_one();
  std::ofstream(file) << "no database";
  CHECK(Knowledge(folder.path).all(10).empty());
}

// Hidden: 100,000 hosts and a million records; the times are for people to read.
TEST_CASE("a large inventory is indexed and asked", "[.large]") {
  const Folder folder;
  Knowledge knowledge(folder.path);
  auto since = [start = std::chrono::steady_clock::now()]() mutable {
    const auto now = std::chrono::steady_clock::now();
    return std::chrono::duration<double>(now - std::exchange(start, now)).count();
  };
  std::vector<Host> hosts;
  for (int i = 0; i < 100'000; ++i) {
    const Mac mac(0x005056000000ULL + static_cast<uint64_t>(i));
    hosts.push_back(host_of("srv" + std::to_string(i), render(mac),
                            "10." + std::to_string(i >> 16) + "." + std::to_string(i >> 8 & 255) +
                                "." + std::to_string(i & 255) + "/8"));
    hosts.back().id = std::to_string(i);
  }
  const Inventory inventory = inventory_of(hosts);
  since();
  for (int part = 0; part < 10; ++part) {
    std::vector<Record> records;
    for (int i = 0; i < 100'000; ++i) {
      const std::string id = std::to_string(part * 100'000 + i);
      records.push_back(record_of("volume", id, "vol_" + id));
      records.back().attributes["pool"] = {ValueType::text, "pool" + std::to_string(i % 50)};
    }
    knowledge.keep(std::vector{told("connector:s" + std::to_string(part), std::move(records))},
                   noon);
  }
  const double kept = since();
  knowledge.index(inventory);
  const double indexed = since();
  WARN("kept 1,000,000 records in " << kept << " s; indexed 100,000 hosts in " << indexed << " s");
  knowledge.index(inventory);
  WARN("found nothing to index in " << since() << " s");
  for (const char* words : {"srv4711", "vol_12345", "10.1.2.3", "pool7 volume", "vol", "ol_9999"}) {
    since();
    const size_t hits = knowledge.search(words, 20).hits.size();
    WARN(words << ": " << hits << " in " << since() * 1000 << " ms");
  }
}
