// 100 made-up switches with 1,000 MACs each and 5 ms to every answer, 20 of them dead: one column
// of all, by muster's wire and by snmpbulkwalk processes side by side, in the same run.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "times.h"
#include "wire/snmp/snmp.h"

namespace {

using namespace muster;
using Steady = std::chrono::steady_clock;

constexpr int switches = 100, dead = 20, macs = 1000;
constexpr auto fdb_port = "1.3.6.1.2.1.17.7.1.2.2.1.2";

pid_t spawn(std::vector<std::string> argv, const std::string& output) {
  std::vector<char*> words;
  for (std::string& word : argv) words.push_back(word.data());
  words.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, 1, output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);  // its time-outs
  pid_t id = -1;
  posix_spawnp(&id, words[0], &files, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  return id;
}

// The double, with its switches' addresses by name.
class Lab {
 public:
  Lab() {
    std::string name = (std::filesystem::temp_directory_path() / "muster-bench-XXXXXX").string();
    folder_ = mkdtemp(name.data());
    const auto here = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    std::vector<std::string> argv{(here.parent_path() / "lab" / "muster-lab").string(),
                                  "snmp",
                                  "--switches",
                                  std::to_string(switches),
                                  "--macs",
                                  std::to_string(macs),
                                  "--manners",
                                  "all,delay=5"};
    for (int i = 1; i <= dead; ++i) argv.push_back("sw" + std::to_string(i * 5) + ",dead");
    id_ = spawn(argv, folder_ + "/out");
    for (int i = 0; i < 1000 && !ready(); ++i) usleep(10'000);
  }
  ~Lab() {
    kill(id_, SIGTERM);
    waitpid(id_, nullptr, 0);
    std::filesystem::remove_all(folder_);
  }
  Lab(const Lab&) = delete;
  Lab& operator=(const Lab&) = delete;

  std::vector<std::string> addresses(bool with_dead) const {
    std::vector<std::string> list;
    for (const auto& [number, address] : addresses_) {
      if (with_dead || number % 5 != 0) list.push_back(address);
    }
    return list;
  }
  const std::string& folder() const { return folder_; }

 private:
  bool ready() {
    std::ifstream in(folder_ + "/out");
    for (std::string word, name, address; in >> word >> name;) {
      if (word == "ready") return true;
      if (word == "agent" && in >> address) addresses_[std::stoi(name.substr(2))] = address;
    }
    return false;
  }

  std::string folder_;
  pid_t id_ = -1;
  std::map<int, std::string> addresses_;
};

struct Walk : SnmpTalk {
  SnmpAgent who;
  size_t rows = 0;
  bool asked = false;
  const SnmpAgent& agent() const override { return who; }
  std::vector<SnmpQuestion> next(std::span<const SnmpAnswer> answers) override {
    for (const SnmpAnswer& answer : answers) rows += answer.complete ? answer.rows.size() : 0;
    if (asked) return {};
    asked = true;
    SnmpQuestion question;
    question.oid = parse_oid(fdb_port).value();
    return {question};
  }
};

struct Figure {
  double seconds = 0;
  size_t rows = 0;
};

double seconds_since(Steady::time_point begin) {
  return std::chrono::duration<double>(Steady::now() - begin).count();
}

Figure by_muster(const std::vector<std::string>& addresses) {
  std::vector<Walk> walks(addresses.size());
  std::vector<SnmpTalk*> talks;
  for (size_t i = 0; i < walks.size(); ++i) {
    walks[i].who.address = addresses[i];
    walks[i].who.community = Secret("public");
    walks[i].who.timeout = Milliseconds(1000);
    talks.push_back(&walks[i]);
  }
  const auto begin = Steady::now();
  make_snmp(test::real_time())->talk(talks, {});
  Figure figure{seconds_since(begin), 0};
  for (const Walk& walk : walks) figure.rows += walk.rows;
  return figure;
}

size_t lines_of(const std::string& file) {
  std::ifstream in(file);
  size_t lines = 0;
  for (std::string line; std::getline(in, line);) lines += line.find("INTEGER") != line.npos;
  return lines;
}

Figure by_processes(const Lab& lab, const std::vector<std::string>& addresses,
                    const std::string& repetitions) {
  std::vector<pid_t> running;
  const auto file = [&](size_t i) { return lab.folder() + "/walk" + std::to_string(i); };
  const auto begin = Steady::now();
  for (size_t i = 0; i < addresses.size(); ++i) {
    running.push_back(spawn({"snmpbulkwalk", "-v2c", "-c", "public", "-On", "-t1", "-r1",
                             "-Cr" + repetitions, addresses[i], fdb_port},
                            file(i)));
  }
  for (const pid_t id : running) waitpid(id, nullptr, 0);
  Figure figure{seconds_since(begin), 0};
  for (size_t i = 0; i < addresses.size(); ++i) figure.rows += lines_of(file(i));
  return figure;
}

template <class Run>
Figure best_of_three(Run run) {
  Figure best = run();
  for (int i = 0; i < 2; ++i) {
    const Figure again = run();
    if (again.seconds < best.seconds) best = again;
  }
  return best;
}

void show(const char* what, const Figure& figure, const Figure& muster) {
  std::printf("%-52s %7.3f s  %6zu rows  %.1fx\n", what, figure.seconds, figure.rows,
              figure.seconds / muster.seconds);
}

}  // namespace

int main() {
  setenv("MIBS", "", 1);
  const Lab lab;
  setenv("SNMP_PERSISTENT_DIR", lab.folder().c_str(), 1);
  const auto live = lab.addresses(false), all = lab.addresses(true);
  if (live.empty()) {
    std::printf("muster-lab is not built, so there is nothing to ask\n");
    return 1;
  }
  const Figure muster = best_of_three([&] { return by_muster(live); });
  show("muster, 80 live switches", muster, muster);
  show("80 snmpbulkwalk at once, 10 repetitions (default)",
       best_of_three([&] { return by_processes(lab, live, "10"); }), muster);
  show("80 snmpbulkwalk at once, 45 repetitions",
       best_of_three([&] { return by_processes(lab, live, "45"); }), muster);
  const Figure with_dead = by_muster(all);
  show("muster, 20 dead ones among them (1 s, 1 retry)", with_dead, with_dead);
  show("100 snmpbulkwalk at once, 20 dead among them", by_processes(lab, all, "10"), with_dead);
  return muster.rows == size_t{(switches - dead) * macs} && with_dead.rows == muster.rows ? 0 : 1;
}
