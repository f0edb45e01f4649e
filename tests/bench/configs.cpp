// bench_configs [DEVICES [DAYS]]: a branch of configurations, of which one in twenty changes three
// lines a day: size, the commit of a job, the history and a difference of one device, beside the
// git program's own `git log`.
#include <stdlib.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <numeric>
#include <random>

#include "backup/store/difference.h"
#include "core/hash.h"
#include "flow/backup/configs.h"
#include "stopwatch.h"
#include "wire/git/git.h"

using namespace muster;
using bench::seconds_of;
namespace fs = std::filesystem;

namespace {

std::vector<std::string> first_config(int device) {
  std::vector<std::string> lines{"hostname sw" + std::to_string(device)};
  for (int port = 1; port <= 96; ++port) {
    lines.push_back("interface GigabitEthernet1/0/" + std::to_string(port));
    lines.push_back(" description " + sha256_hex(std::to_string(device * 97 + port)).substr(0, 12));
    lines.push_back(" switchport access vlan " + std::to_string(port % 40));
    lines.push_back(" spanning-tree portfast");
  }
  lines.emplace_back("end");
  return lines;
}

std::string text_of(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

std::string path_of(int device) {
  return "configs/site" + std::to_string(device % 10) + "/sw" + std::to_string(device) + ".cfg";
}

long megabytes_below(const fs::path& folder) {
  uintmax_t bytes = 0;
  for (const auto& one : fs::recursive_directory_iterator(folder)) {
    if (one.is_regular_file()) bytes += one.file_size();
  }
  return static_cast<long>(bytes >> 20);
}

}  // namespace

int main(int argc, char** argv) {
  const int devices = argc > 1 ? std::min(atoi(argv[1]), 1000) : 1000;
  const int days = argc > 2 ? atoi(argv[2]) : 400;
  std::string folder = (fs::temp_directory_path() / "muster-bench-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) return 1;
  SystemClock clock;
  SystemRunner runner(clock);
  runner.run({{"git", "init", "-q", "-b", "main", folder}, "", ""}, {});
  runner.run({{"git", "-C", folder, "config", "gc.autoDetach", "false"}, "", ""}, {});
  Repo repo = Repo::open(folder, &runner);
  std::mt19937 random(7);
  std::vector<std::vector<std::string>> configs;
  for (int i = 0; i < devices; ++i) configs.push_back(first_config(i));
  std::optional<ObjectId> tip;
  std::vector<double> commits, packs;
  Time now = clock.now() - std::chrono::days(days);
  for (int day = 0; day < days; ++day, now += std::chrono::days(1)) {
    std::vector<FileChange> changes;
    for (int i = 0; i < devices; ++i) {
      const size_t device = static_cast<size_t>(i);
      if (day > 0 && random() % 20 != 0) continue;
      for (int line = 0; day > 0 && line < 3; ++line) {
        configs[device][1 + random() % 384] = " description day " + std::to_string(day * 31 + line);
      }
      changes.push_back({path_of(i), text_of(configs[device])});
    }
    commits.push_back(seconds_of([&] {
      const auto next = repo.write_commit(tip, changes, "backup: a day\n", {"m", "m@m"}, now);
      repo.update_ref("refs/heads/main", tip, *next, "bench");
      tip = next;
    }));
    packs.push_back(seconds_of([&] { pack_configs(repo, runner, {}); }));
  }
  std::vector<Revision> history;
  repo = Repo::open(folder, &runner);
  const double cold = seconds_of([&] { history = repo.history(*tip, path_of(7), 10'000); });
  const double warm = seconds_of([&] { repo.history(*tip, path_of(7), 10'000); });
  const double last = seconds_of([&] { repo.history(*tip, path_of(7), 1); });
  std::vector<ConfigChange> changed;
  Diagnostics trouble;
  const Platforms platforms({}, trouble);
  const double diff = seconds_of([&] {
    changed = config_changes(*platforms.find("cisco_ios"), repo.read(history.back().blob),
                             repo.read(history.front().blob));
  });
  const double git = seconds_of([&] {
    runner.run({{"git", "-C", folder, "log", "--follow", "--format=%h", "main", "--", path_of(7)},
                "",
                "",
                Milliseconds(600'000)},
               {});
  });
  std::sort(commits.begin() + 1, commits.end());
  std::printf("%d devices, %d days, %zu revisions of one device\n", devices, days, history.size());
  std::printf("repository            %6ld MB\n", megabytes_below(folder));
  std::printf("first commit          %6.2f s\n", commits.front());
  std::printf("commit of a day       %6.2f s median, %.2f s longest\n", commits[commits.size() / 2],
              commits.back());
  std::printf("packing               %6.2f s in all, %.2f s longest\n",
              std::accumulate(packs.begin(), packs.end(), 0.0),
              *std::max_element(packs.begin(), packs.end()));
  std::printf("history, all          %6.1f ms, again %.1f ms; git log --follow %.1f ms (%.1f x)\n",
              cold * 1000, warm * 1000, git * 1000, git / cold);
  std::printf("history, last change  %6.1f ms\n", last * 1000);
  std::printf("difference            %6.1f ms, %zu lines\n", diff * 1000, changed.size());
  fs::remove_all(folder);
}
