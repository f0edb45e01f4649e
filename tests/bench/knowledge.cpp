// bench_knowledge [HOSTS [RECORDS]]: the index over host files and records, built and asked, beside
// ripgrep over the same texts as files where `rg` is there.
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>

#include "search/knowledge.h"
#include "search/record_json.h"
#include "stopwatch.h"

using namespace muster;
using bench::seconds_of;
namespace fs = std::filesystem;

namespace {

std::string numbered_mac(int first, int i) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "00:50:%02x:%02x:%02x:%02x", first, (i >> 16) & 255,
                (i >> 8) & 255, i & 255);
  return text.data();
}

Host numbered_host(int i) {
  Host host;
  host.id = "h" + std::to_string(100'000'000 + i);
  host.classification = i % 3 == 0 ? "server" : "vm";
  host.notes = i % 50 == 0 ? "stands in rack " + std::to_string(i % 97) : "";
  Observed& seen = host.observed;
  seen.name = "srv" + std::to_string(i);
  seen.site = "site" + std::to_string(i % 20);
  seen.vendor = i % 2 == 0 ? "Dell Inc." : "HPE";
  seen.model = i % 2 == 0 ? "PowerEdge R650" : "ProLiant DL380";
  seen.platform = "Debian 12";
  seen.serial = "SN" + std::to_string(500'000 + i);
  const std::string address = "10." + std::to_string(i / 62'500) + "." +
                              std::to_string(i / 250 % 250) + "." + std::to_string(i % 250 + 1);
  seen.interfaces = {
      {"eth0", parse_mac(numbered_mac(0x56, i)), {*parse_cidr(address + "/16")}, {}}};
  return host;
}

Record numbered_record(int i) {
  Record record;
  record.kind = i % 4 == 0 ? "backup" : "volume";
  record.id = std::to_string(i);
  record.name = (i % 4 == 0 ? "srv" : "vol") + std::to_string(i);
  record.attributes["pool"].text = "pool-" + std::to_string(i % 300);
  record.attributes["status"].text = i % 7 == 0 ? "Completed with errors" : "Completed";
  return record;
}

Inventory many_hosts(int count, const fs::path& files) {
  Inventory out;
  for (int i = 0; i < count; ++i) {
    auto file = std::make_shared<HostFile>();
    file->host = numbered_host(i);
    file->path = host_path(file->host, true);
    file->text = SharedText(render_host_file(file->host, file->path));
    fs::create_directories((files / file->path).parent_path());
    std::ofstream(files / file->path) << std::string_view(file->text);
    out.files.push_back(std::move(file));
  }
  return out;
}

Observation many_records(int count, const fs::path& files) {
  Observation out;
  out.source = "connector:known";
  out.site = "site1";
  out.answer = Answer::whole;
  constexpr int of_a_file = 1'000;
  std::ofstream lines;
  for (int i = 0; i < count; ++i) {
    if (i % of_a_file == 0) {
      lines = std::ofstream(files / ("records-" + std::to_string(i / of_a_file) + ".json"));
    }
    out.records.push_back(numbered_record(i));
    lines << to_json(out.records.back()).dump() << '\n';
  }
  return out;
}

double median_of(const std::function<void()>& work) {
  std::vector<double> times;
  for (int i = 0; i < 5; ++i) times.push_back(seconds_of(work));
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  const int hosts = argc > 1 ? std::atoi(argv[1]) : 100'000;
  const int records = argc > 2 ? std::atoi(argv[2]) : 10 * hosts;
  std::string made = (fs::temp_directory_path() / "bench-knowledge-XXXXXX").string();
  if (mkdtemp(made.data()) == nullptr) return 1;
  const fs::path files = fs::path(made) / "files";
  const Inventory inventory = many_hosts(hosts, files);
  const Observation told = many_records(records, files);
  Knowledge knowledge(made);
  const double by_hosts = seconds_of([&] { knowledge.index(inventory); });
  const double by_records = seconds_of([&] {
    knowledge.keep(std::span<const Observation>(&told, 1), Time(Seconds(1'790'000'000)));
  });
  const double again = seconds_of([&] { knowledge.index(inventory); });
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  std::printf("%d hosts %.1f s, %d records %.1f s; nothing changed %.2f s; %ld MiB on disk\n",
              hosts, by_hosts, records, by_records, again,
              static_cast<long>(fs::file_size(made + "/knowledge.db") >> 20));
  const bool beside = std::system("rg --version >/dev/null 2>&1") == 0;
  for (const char* words : {"srv4711", "10.0.18.212", "00:50:56:00:12:67", "sn504711", "srv", "s",
                            "vol1", "r650 site7", "completed pool-17", "rack 17", "rv471"}) {
    SearchResult found;
    const double asked = median_of([&] { found = knowledge.search(words, 20); });
    std::printf("  %-20s %6.1f ms, %zu shown", words, 1000 * asked, found.hits.size());
    const std::string query = words;
    if (beside) {
      const std::string first = query.substr(0, query.find(' '));
      const double grepped = seconds_of([&] {
        const std::string command =
            "rg -i -F -c -- '" + first + "' " + files.string() + " >/dev/null";
        if (std::system(command.c_str()) == -1) std::printf("rg failed");
      });
      std::printf("; rg %.0f ms, ratio %.0f", 1000 * grepped, grepped / asked);
    }
    std::printf("\n");
  }
  fs::remove_all(made);
  return 0;
}
