// bench_living [IGNORED [HOSTS [DAYS [SEED]]]]: a network of so many hosts (300), drawn from a seed
// (1), lives for so many days (60) and discover looks every hour: commits a day, changes that
// nothing real explains, and what files say wrongly in the end.
#include <cstdio>
#include <cstdlib>

#include "living/watch.h"

int main(int argc, char** argv) {
  using namespace muster::test;
  const size_t hosts = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 300;
  const int days = argc > 3 ? std::atoi(argv[3]) : 60;
  const unsigned seed = argc > 4 ? static_cast<unsigned>(std::strtoul(argv[4], nullptr, 10)) : 1;
  const Verdict verdict = Watch(seed, hosts).run(days);
  std::printf(
      "%zu hosts, %d days, %d runs: %.1f commits a day, %.1f changed files a day, "
      "%.1f commits a day of sightings\n",
      hosts, days, verdict.runs, double(verdict.commits) / days, double(verdict.changes) / days,
      double(verdict.remembered) / days);
  std::printf("false changes: %zu, wrong at the end: %zu\n", verdict.falsely.size(),
              verdict.wrong.size());
  for (size_t i = 0; i < verdict.falsely.size() && i < 20; ++i) {
    std::printf("  false: %s\n", verdict.falsely[i].c_str());
  }
  for (size_t i = 0; i < verdict.wrong.size() && i < 20; ++i) {
    std::printf("  wrong: %s\n", verdict.wrong[i].c_str());
  }
  return verdict.falsely.empty() && verdict.wrong.empty() ? 0 : 1;
}
