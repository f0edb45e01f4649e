// Both collectors against the lab's doubles, over real HTTP and TLS; then the same from tapes.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "scene.h"
#include "wire/tape.h"

using namespace muster;
using namespace muster::test;

namespace {

namespace fs = std::filesystem;

std::string lab_program() {
  const fs::path here = fs::read_symlink("/proc/self/exe").parent_path();
  return (here / "lab" / "muster-lab").string();
}

// A whole world as one child, which ends when its standard input does.
class Lab {
 public:
  Lab() {
    std::string name = (fs::temp_directory_path() / "muster-lab-XXXXXX").string();
    folder = mkdtemp(name.data());
    child_ = popen((lab_program() + " world --no-netbox --until-eof --dir " + folder + " --world " +
                    SOURCE_DIR + "/examples/lab/world.json >" + folder + "/out")
                       .c_str(),
                   "w");
    for (int i = 0; i < 400 && !fs::exists(folder + "/lab.env"); ++i) {
      std::this_thread::sleep_for(Milliseconds(25));
    }
    std::ifstream in(folder + "/lab.env");
    for (std::string line; std::getline(in, line);) {
      const size_t equals = line.find('=');  // export NAME='value'
      if (equals == std::string::npos || !line.starts_with("export ")) continue;
      values_[line.substr(7, equals - 7)] = line.substr(equals + 2, line.size() - equals - 3);
    }
  }
  ~Lab() {
    pclose(child_);
    fs::remove_all(folder);
  }
  std::string operator[](const std::string& key) const {
    const auto found = values_.find(key);
    return found == values_.end() ? "" : found->second;
  }

  std::string folder;

 private:
  FILE* child_ = nullptr;
  std::map<std::string, std::string> values_;
};

std::vector<Source> sources_of(const Lab& lab) {
  std::vector<Source> sources(3);
  const auto router = [&](Source& source, const std::string& name, const std::string& env) {
    source.config.kind = "mikrotik";
    source.config.name = name;
    source.config.site = name;
    source.config.url = lab[env + "_URL"];
    source.config.fingerprint = lab[env + "_FINGERPRINT"];
    source.config.username = lab[env + "_USER"];
    source.password = Secret(lab[env + "_PASSWORD"]);
  };
  router(sources[0], "berlin", "LAB_GW_BERLIN");
  router(sources[1], "hamburg", "LAB_GW_HAMBURG");
  Source& cluster = sources[2];
  cluster.config.kind = "proxmox";
  cluster.config.name = "pve1";
  cluster.config.site = "berlin";
  cluster.config.url = lab["LAB_PVE1_URL"];
  cluster.config.fingerprint = lab["LAB_PVE1_FINGERPRINT"];
  cluster.config.token_id = lab["LAB_PVE1_TOKEN_ID"];
  cluster.token = Secret(lab["LAB_PVE1_TOKEN"]);
  return sources;
}

bool same(const Observation& a, const Observation& b) {
  return a.facts == b.facts && a.dropped == b.dropped && a.complete == b.complete &&
         render(a.trouble) == render(b.trouble);
}

}  // namespace

TEST_CASE("the lab is collected without trouble, twice alike, and again from its tapes") {
  if (!fs::exists(lab_program())) {
    WARN("muster-lab is not built, so collectors were not run against it");
    return;
  }
  const Lab lab;
  const std::vector<Source> sources = sources_of(lab);
  REQUIRE_FALSE(sources[0].config.url.empty());
  REQUIRE_FALSE(sources[2].config.fingerprint.empty());
  SystemClock clock;
  NoRunner runner;
  NoProgress progress;
  const auto http = make_http(clock);
  const auto recorder = record_tapes(*http, lab.folder + "/tapes");
  Wires real{clock, *http, runner, progress};
  Wires recording{clock, *recorder, runner, progress};
  const auto first = collect_all(sources, real, {});
  const auto second = collect_all(sources, recording, {});
  recorder->write();
  const auto player = replay_tapes(lab.folder + "/tapes");
  Wires playing{clock, *player, runner, progress};
  const auto third = collect_all(sources, playing, {});

  for (size_t i = 0; i < sources.size(); ++i) {
    CHECK_FALSE(first[i].failed());
    CHECK(same(first[i], second[i]));
    CHECK(same(first[i], third[i]));
  }
  CHECK(render(first[0].trouble) == "");
  CHECK(first[0].complete.size() == 5);
  CHECK(addresses_of(fact_of(first[0], "lease 10.20.8.41 (active)")) == Strings{"10.20.8.41/32"});
  CHECK(fact_of(first[0], "lease 10.20.4.5").fixed);
  CHECK(fact_of(first[0], "lease 10.20.8.66").names[0].name.find('\n') == std::string::npos);
  CHECK(render(*fact_of(first[1], "lease 10.30.1.41").mac) == "00:40:8c:30:00:41");
  CHECK(addresses_of(fact_of(first[2], "vm 101 net0")) ==
        Strings{"10.20.4.17/24", "2001:db8:20:4::17/64"});
  CHECK(fact_of(first[2], "vm 102 net0").vlans == std::vector<int>{20});
  CHECK(fact_of(first[2], "container 203 net0").guest->status == "stopped");
  CHECK(first[2].dropped == std::map<std::string, size_t>{{"template", 1}});
  CHECK(render(first[2].trouble) ==
        "warning: proxmox:pve1: 1 guest: the guest agent is not running (103)\n"
        "  fix: install and start qemu-guest-agent in them\n");
}
