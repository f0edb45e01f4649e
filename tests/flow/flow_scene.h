// An inventory in a temporary repository, with one lease file as its source and one file of
// Unbound as its target. Time is the test's; no program runs but git, and nothing is on the
// network.
#pragma once
#include <fmt/core.h>

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/progress.h"
#include "core/text.h"
#include "flow/workspace.h"
#include "wire/git_scene.h"
#include "wire/wires.h"

namespace muster::test {

inline Time at(const std::string& day) {
  Day out;
  REQUIRE(parse_day(day, out));
  return out;
}

struct OwnClock : Clock {
  Time time = at("2026-08-21");
  Time now() const override { return time; }
  void sleep(Milliseconds, std::stop_token) override {}
};

struct NoHttp : Http {
  Response get(const Endpoint&, const Request&, std::stop_token) override {
    throw Error("nothing is on the network");
  }
  Response send(const Endpoint&, const Request&, std::stop_token) override {
    throw Error("nothing is on the network");
  }
};

// Runs git and keeps what it was asked; `breaks` makes it fail with these words.
struct GitOnly : Runner {
  SystemClock clock;  // git itself takes real time
  SystemRunner real{clock};
  std::vector<std::vector<std::string>> ran;
  std::string breaks;

  Output run(const Command& command, std::stop_token stop) override {
    ran.push_back(command.argv);
    const bool git = command.argv[0] == "git" || command.argv[0] == "env";
    if (!git) throw Error("no program is to be run here but git: " + command.argv[0]);
    return breaks.empty() ? real.run(command, stop) : Output{128, "", breaks};
  }
};

// What stands in a host file, as far as a test has something to say of it.
struct HostText {
  std::string id, name;
  std::string approval = "approved", classification = "server", state = "present";
  std::string address = "10.20.4.17";
  bool protect = false;

  std::string path() const {
    return "hosts/berlin/" + (name.empty() ? "host" : name) + "--" + id + ".yaml";
  }

  std::string text() const {
    std::string mac = "02:00";
    for (const char c : id.substr(id.size() - 4)) mac += fmt::format(":{:02x}", c);
    return "id: " + id + "\nclassification: " + classification + "\napproval: " + approval + "\n" +
           (protect ? "protect: true\n" : "") + "observed:\n  state: " + state + "\n  name: \"" +
           name + "\"\n  site: berlin\n  first_seen: 2026-01-01\n" + "  identity: [\"mac:" + mac +
           "\"]\n  interfaces:\n    - {name: eth0, mac: \"" + mac + "\", addresses: [" + address +
           "/24]}\n";
  }
};

class FlowScene : public GitScene {
 public:
  OwnClock clock;
  NoHttp http;
  mutable GitOnly runner;
  NoProgress progress;
  Wires wires{clock, http, runner, progress};
  std::string policy;  // of muster.yaml: "{max_deletes: 1}"

  FlowScene() {
    setenv("XDG_CONFIG_HOME", (folder() + "/nobody").c_str(), 1);
    write_config();
    commit("Begin the inventory");
  }

  std::string leases() const { return folder() + "/leases"; }
  std::string zones() const { return folder() + "/zones.conf"; }

  void write_config() const {
    write("muster.yaml",
          "sites:\n  berlin: {domain: berlin.example, networks: [10.20.4.0/24]}\n"
          "sources:\n  lan: {kind: dhcp-leases, site: berlin, format: dnsmasq, path: " +
              leases() +
              "}\nclassifications:\n  unknown: {netbox: none}\n"
              "  server: {netbox: vm, role: server, cluster: lab, dns: true}\n"
              "targets:\n  ns: {kind: unbound, file: " +
              zones() + "}\n" + (policy.empty() ? "" : "policy: " + policy + "\n"));
  }

  // "MAC ADDRESS NAME" a line.
  void lease(const std::vector<std::string>& lines) const {
    std::ofstream out(leases());
    for (const std::string& line : lines) out << "0 " << line << " *\n";
  }

  HostText put(const HostText& host) const {
    write(host.path(), host.text());
    return host;
  }

  Workspace workspace() const { return open_workspace(root(), "", runner); }

  View view_of(const std::optional<ObjectId>& commit) const {
    Diagnostics trouble;
    View view = load_view(workspace(), commit, trouble);
    CHECK(render(trouble) == "");
    return view;
  }
};

// The rendered Error that `work` throws, with the exit code it stands for.
inline std::string refused(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return "exit " + std::to_string(static_cast<int>(error.exit)) + "\n" + render(error);
  }
  return "nothing was refused";
}

}  // namespace muster::test
