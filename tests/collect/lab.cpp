// Both collectors against the lab's doubles, over real HTTP and TLS; then the same from tapes.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "scene.h"
#include "times.h"
#include "wire/tape/stream_tape.h"
#include "wire/tape/tape.h"

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
  explicit Lab(const std::string& flags = "") {
    std::string name = (fs::temp_directory_path() / "muster-lab-XXXXXX").string();
    folder = mkdtemp(name.data());
    child_ = popen((lab_program() + " world --no-netbox --until-eof --dir " + folder + " --world " +
                    SOURCE_DIR + "/examples/lab/world.json " + flags + " >" + folder + "/out")
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
    MikrotikConfig config;
    config.url = lab[env + "_URL"];
    config.fingerprint = lab[env + "_FINGERPRINT"];
    config.username = lab[env + "_USER"];
    source.config.settings = config;
    source.config.name = name;
    source.config.site = name;
    source.secrets.set("password", Secret(lab[env + "_PASSWORD"]));
  };
  router(sources[0], "berlin", "LAB_GW_BERLIN");
  router(sources[1], "hamburg", "LAB_GW_HAMBURG");
  Source& cluster = sources[2];
  ProxmoxConfig proxmox;
  proxmox.url = lab["LAB_PVE1_URL"];
  proxmox.fingerprint = lab["LAB_PVE1_FINGERPRINT"];
  proxmox.token_id = lab["LAB_PVE1_TOKEN_ID"];
  cluster.config.settings = proxmox;
  cluster.config.name = "pve1";
  cluster.config.site = "berlin";
  cluster.secrets.set("token", Secret(lab["LAB_PVE1_TOKEN"]));
  return sources;
}

bool same(const Observation& a, const Observation& b) {
  return a.facts == b.facts && a.rows() == b.rows() && a.dropped == b.dropped &&
         a.complete == b.complete && render(a.trouble) == render(b.trouble);
}

}  // namespace

TEST_CASE("the lab is collected without trouble, twice alike, and again from its tapes") {
  if (!fs::exists(lab_program())) {
    WARN("muster-lab is not built, so collectors were not run against it");
    return;
  }
  const Lab lab;
  const std::vector<Source> sources = sources_of(lab);
  REQUIRE_FALSE(sources[0].config.as<MikrotikConfig>().url.empty());
  REQUIRE_FALSE(sources[2].config.as<ProxmoxConfig>().fingerprint.empty());
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
    CHECK_FALSE(first[i].trouble.has_errors());
    CHECK(same(first[i], second[i]));
    CHECK(same(first[i], third[i]));
  }
  CHECK(render(first[0].trouble) == "");
  CHECK(first[0].complete.size() == 6);
  CHECK(addresses_in(fact_of<LeaseFact>(first[0], "lease 10.20.8.41")) == Strings{"10.20.8.41/32"});
  CHECK(fact_of<LeaseFact>(first[0], "lease 10.20.4.5").fixed);
  CHECK(fact_of<LeaseFact>(first[0], "lease 10.20.8.66").names[0].name.find('\n') ==
        std::string::npos);
  CHECK(render(*fact_of<LeaseFact>(first[1], "lease 10.30.1.41").mac) == "00:40:8c:30:00:41");
  CHECK(addresses_in(fact_of<NicFact>(first[2], "vm 101 net0")) ==
        Strings{"10.20.4.17/24", "2001:db8:20:4::17/64"});
  CHECK(fact_of<NicFact>(first[2], "vm 102 net0").vlans == std::vector<int>{20});
  CHECK(fact_of<NicFact>(first[2], "container 203 eth0").guest.status == "stopped");
  CHECK(first[2].dropped == std::map<std::string, size_t>{{"template", 1}});
  CHECK(render(first[2].trouble) ==
        "warning: proxmox:pve1: 1 guest: the guest agent is not running (103)\n"
        "  fix: install and start qemu-guest-agent in them\n");
}

namespace {

// The routers of the lab over what may be the API.
struct RouterLab {
  Lab lab;
  SystemClock clock;
  NoRunner runner;
  NoProgress progress;
  std::unique_ptr<Http> http = make_http(clock);
  std::unique_ptr<Streams> streams = make_streams(real_time());
  std::vector<Source> sources = sources_of(lab);

  explicit RouterLab(const std::string& flags = "") : lab(flags) {
    sources.resize(2);
    for (Source& source : sources)
      source.config.as<MikrotikConfig>().fingerprint = lab["LAB_TLS_FINGERPRINT"];
  }
  std::vector<Observation> over(const std::string& transport, bool plain_login = false) {
    return over(transport, plain_login, *streams);
  }
  std::vector<Observation> over(const std::string& transport, bool plain_login, Streams& wire) {
    Wires wires{
        .clock = clock, .http = *http, .runner = runner, .progress = progress, .streams = wire};
    const std::string envs[] = {"LAB_GW_BERLIN", "LAB_GW_HAMBURG"};
    for (size_t i = 0; i < sources.size(); ++i) {
      auto& config = sources[i].config.as<MikrotikConfig>();
      config.transport = transport;
      config.plain_login = plain_login;
      const std::string port = envs[i] + (transport == "api" ? "_API_PORT" : "_API_TLS_PORT");
      config.api_port = std::stoi(lab[port]);
    }
    return collect_all(sources, wires, {});
  }
};

bool lab_is_built() {
  if (fs::exists(lab_program())) return true;
  WARN("muster-lab is not built, so the API was not tried against it");
  return false;
}

void check_alike(const Observation& a, const Observation& b) {
  CHECK(same(a, b));
  CHECK(a.forwarding.by_rule() == b.forwarding.by_rule());
  REQUIRE(a.view);
  REQUIRE(b.view);
  CHECK(a.view->own == b.view->own);
  CHECK(a.view->ports == b.view->ports);
  CHECK(a.view->peers == b.view->peers);
  CHECK(a.view->addresses == b.view->addresses);
  CHECK(a.view->whole == b.view->whole);
}

}  // namespace

TEST_CASE("a router says the same over REST, its API and its API with TLS") {
  if (!lab_is_built()) return;
  RouterLab scene(GENERATE("", "--api empty"));
  const auto rest = scene.over("rest");
  const auto tls = scene.over("api-tls");
  const auto plain = scene.over("api", true);
  for (size_t i = 0; i < rest.size(); ++i) {
    CHECK(render(rest[i].trouble) == "");
    CHECK_FALSE(rest[i].facts.empty());
    CHECK_FALSE(rest[i].view->ports.empty());
    check_alike(rest[i], tls[i]);
    check_alike(rest[i], plain[i]);
  }
  const auto recorder = record_stream_tapes(*scene.streams, scene.lab.folder + "/streams");
  const auto recorded = scene.over("api-tls", false, *recorder);
  recorder->write();
  const auto player = replay_stream_tapes(scene.lab.folder + "/streams");
  check_alike(recorded[0], scene.over("api-tls", false, *player)[0]);
  check_alike(recorded[0], tls[0]);
  CHECK(fact_of<LeaseFact>(rest[0], "lease 10.20.8.66").names ==
        fact_of<LeaseFact>(tls[0], "lease 10.20.8.66").names);
}

TEST_CASE("routers of every release let in whom they should") {
  if (!lab_is_built()) return;
  SECTION("before 6.43 by the challenge, with and without TLS") {
    RouterLab scene("--api login=challenge");
    CHECK(render(scene.over("api")[0].trouble) == "");
    CHECK(render(scene.over("api-tls")[0].trouble) == "");
    scene.sources[0].secrets.set("password", Secret("wrong"));
    CHECK(render(scene.over("api")[0].trouble).find("cannot log in") != std::string::npos);
  }
  SECTION("since 6.45 by the password alone") {
    RouterLab scene;
    const auto unasked = scene.over("api");
    REQUIRE(unasked[0].trouble.has_errors());
    CHECK(unasked[0].trouble.items()[0].fix.find("transport api-tls") != std::string::npos);
    CHECK(unasked[0].complete.empty());
    scene.sources[0].secrets.set("password", Secret("wrong"));
    CHECK(render(scene.over("api-tls")[0].trouble).find("invalid user name") != std::string::npos);
  }
}

TEST_CASE("an API that breaks is told of in its time") {
  if (!lab_is_built()) return;
  SECTION("it cuts the stream") {
    RouterLab scene("--api cut=" + std::to_string(GENERATE(0, 1, 2, 3) * 2500 + 40));
    const auto seen = scene.over(GENERATE("api", "api-tls"), true);
    CHECK(seen[0].trouble.has_errors());
    CHECK_FALSE(seen[0].complete.contains(FactKind::lease));
  }
  SECTION("it ends the session") {
    RouterLab scene("--api fatal");
    CHECK(scene.over("api-tls")[0].trouble.items()[0].why == "too many sessions");
  }
  SECTION("it has no certificate") {
    RouterLab scene("--api anonymous");
    CHECK(render(scene.over("api-tls")[0].trouble).find("give the service a certificate") !=
          std::string::npos);
  }
}
