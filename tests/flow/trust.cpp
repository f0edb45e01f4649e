// A hostile merge request against every kind of source and target: nothing is asked, nothing is
// sent.
#include "flow/trust.h"

#include <sys/stat.h>

#include "flow/branch.h"
#include "flow/discover.h"
#include "flow/reconcile_plan.h"
#include "flow_scene.h"
#include "times.h"

using namespace muster;
using namespace muster::test;

namespace {

const std::string reviewed =
    "sites:\n  berlin: {domain: berlin.example, networks: [10.20.4.0/24]}\n"
    "sources:\n"
    "  core: {kind: mikrotik, site: berlin, url: 'https://10.20.0.1', username: u,"
    " password: {env: MUSTER_TEST_S}}\n"
    "  pve: {kind: proxmox, site: berlin, url: 'https://10.20.0.2', token_id: 'a@pve!b',"
    " token: {env: MUSTER_TEST_S}}\n"
    "  sw: {kind: switch, site: berlin, address: 10.20.0.3, community: {env: MUSTER_TEST_S}}\n"
    "  dhcp: {kind: dhcp-leases, site: berlin, format: dnsmasq, path: /l, ssh: m@10.20.0.4,"
    " known_hosts: /k, password: {env: MUSTER_TEST_S}}\n"
    "  fo: {kind: connector, connector: foreman, site: berlin, url: 'https://10.20.0.8',"
    " username: u, password: {env: MUSTER_TEST_S}}\n"
    "  vc: {kind: vsphere, site: berlin, url: 'https://10.20.0.9', username: u,"
    " password: {env: MUSTER_TEST_S}}\n"
    "classifications:\n  unknown: {netbox: none}\n"
    "targets:\n"
    "  nb: {kind: netbox, url: 'https://10.20.0.5', token: {env: MUSTER_TEST_S}}\n"
    "  pdns: {kind: powerdns, url: 'https://10.20.0.6', key: {env: MUSTER_TEST_S}}\n"
    "  ns: {kind: unbound, file: /f, ssh: m@10.20.0.7, known_hosts: /k,"
    " password: {env: MUSTER_TEST_S}}\n";

std::string moved(std::string text) {
  for (size_t at = 0; (at = text.find("10.20.0.", at)) != std::string::npos;) {
    text.replace(at, 8, "192.0.2.");
  }
  return text;
}

// Counts whatever is asked of the network.
struct Network : NoHttp, Snmp, Streams, Ssh {
  int asked = 0;
  [[noreturn]] void ask() {
    ++asked;
    throw Error("asked");
  }
  Response get(const Endpoint&, const Request&, std::stop_token) override { ask(); }
  Response send(const Endpoint&, const Request&, std::stop_token) override { ask(); }
  void talk(std::span<SnmpTalk* const>, std::stop_token) override { ask(); }
  std::unique_ptr<Stream> open(const StreamEndpoint&, std::stop_token) override { ask(); }
  std::unique_ptr<SshSession> log_in(const SshServer&, std::stop_token) override { ask(); }
  std::unique_ptr<SshShell> log_in_to_write(const SshServer&, std::stop_token) override { ask(); }
};

// A clone of a remote whose main has the reviewed configuration.
struct Clone : FlowScene {
  Network network;

  Clone() {
    setenv("MUSTER_TEST_S", "s3cr3t-s3cr3t", 1);
    unsetenv("MUSTER_TRUST");
    write("muster.yaml", reviewed);
    git("remote add origin " + folder() + "/remote.git");
    git("update-ref refs/remotes/origin/main " + commit("Name sources and targets"));
    git("symbolic-ref refs/remotes/origin/HEAD refs/remotes/origin/main");
  }
  ~Clone() { unsetenv("MUSTER_TRUST"); }

  // What comes of asking every source.
  std::string discovered(const std::string& base = "") {
    DiscoverOptions options;
    options.dry_run = true;
    options.base = base;
    Wires all{.clock = clock,
              .http = network,
              .runner = runner,
              .progress = progress,
              .snmp = network,
              .streams = network,
              .ssh = network};
    Workspace here = workspace();
    std::string out;
    for (const SourceReport& source : discover(here, options, all, {}).sources) {
      const std::string told = render(source.trouble);
      out += source.id + (told.find("is sent no secret") != std::string::npos ? " kept" : " sent") +
             "\n";
    }
    return out;
  }

  std::string planned(const std::string& target, const std::string& base = "") {
    ReconcileOptions options;
    options.targets = {target};
    options.base = base;
    Workspace here = workspace();
    try {
      make_plan(here, options, {clock, network, runner, progress, network}, {});
    } catch (const Error& error) {
      return error.exit == Exit::refused ? error.message : "sent";
    }
    return "sent";
  }
};

const std::string all_kept =
    "connector:fo kept\ndhcp-leases:dhcp kept\nmikrotik:core kept\nproxmox:pve kept\n"
    "switch:sw kept\nvsphere:vc kept\n";
const std::string none_kept =
    "connector:fo sent\ndhcp-leases:dhcp sent\nmikrotik:core sent\nproxmox:pve sent\n"
    "switch:sw sent\nvsphere:vc sent\n";

std::string sorted(const std::string& text) {
  std::vector<std::string> lines = split(text, '\n');
  std::sort(lines.begin(), lines.end());
  return join(std::span(lines).subspan(1), "\n") + "\n";
}

const std::string keeps = " is sent no secret: nobody has reviewed where it would go";

}  // namespace

TEST_CASE("a merge request that moves every address is sent nothing") {
  Clone clone;
  CHECK(sorted(clone.discovered()) == none_kept);
  CHECK(clone.network.asked > 0);
  for (const char* target : {"nb", "pdns", "ns"}) CHECK(clone.planned(target) == "sent");
  clone.network.asked = 0;
  clone.write("muster.yaml", moved(reviewed));
  CHECK(sorted(clone.discovered()) == all_kept);
  clone.commit("Propose other addresses");
  CHECK(sorted(clone.discovered()) == all_kept);
  for (const std::string target : {"nb", "pdns", "ns"}) {
    CHECK(clone.planned(target) == "target \"" + target + "\"" + keeps);
  }
  CHECK(clone.network.asked == 0);
}

TEST_CASE("a connector that somebody proposes is sent nothing, also in place of muster's own") {
  Clone clone;
  const std::string mine =
      "connector: foreman\nabout: x\nauth: {kind: basic}\nrequests: {a: {get: /a}}\n"
      "records: [{kind: a, from: a, id: id}]\n";
  std::string only_it = all_kept;
  for (const char* other :
       {"dhcp-leases:dhcp", "mikrotik:core", "proxmox:pve", "switch:sw", "vsphere:vc"}) {
    const size_t at = only_it.find(std::string(other) + " kept");
    only_it.replace(at + std::string(other).size(), 5, " sent");
  }
  clone.write("connectors/foreman.yaml", mine);
  CHECK(sorted(clone.discovered()) == only_it);
  clone.commit("Propose another connector");
  CHECK(sorted(clone.discovered()) == only_it);
  CHECK(sorted(clone.discovered("origin/main")) == none_kept);
  clone.git("update-ref refs/remotes/origin/main HEAD");
  CHECK(sorted(clone.discovered()) == none_kept);
  clone.write("connectors/foreman.yaml", mine + "# changed\n");
  CHECK(sorted(clone.discovered()) == only_it);
}

TEST_CASE("with --base the sources and targets of the base are asked, whatever is proposed") {
  Clone clone;
  clone.write("muster.yaml", moved(reviewed));
  clone.commit("Propose other addresses");
  CHECK(sorted(clone.discovered("origin/main")) == none_kept);
  CHECK(clone.planned("nb", "origin/main") == "sent");
}

TEST_CASE("a runner's own file stands for addresses, and must not lie in the repository") {
  Clone clone;
  clone.write("muster.yaml", moved(reviewed));
  clone.commit("Propose other addresses");
  const std::string outside = clone.folder() + "/trust.yaml";
  std::ofstream(outside) << moved(reviewed);
  chmod(outside.c_str(), 0600);
  setenv("MUSTER_TRUST", outside.c_str(), 1);
  CHECK(sorted(clone.discovered()) == none_kept);
  CHECK(clone.planned("nb") == "sent");
  setenv("MUSTER_TRUST", (clone.root() + "/muster.yaml").c_str(), 1);
  CHECK(refused([&] { clone.discovered(); }) ==
        "exit 3\nerror: MUSTER_TRUST names a file of the repository\n"
        "  why: whoever may propose a change could change it along\n"
        "  fix: keep it outside of " +
            clone.root() + "\n");
  chmod(outside.c_str(), 0666);
  setenv("MUSTER_TRUST", outside.c_str(), 1);
  CHECK_THAT(refused([&] { clone.discovered(); }), Catch::Contains("can be written by others"));
}

TEST_CASE("without a known default branch the remote itself is asked, not a usual name") {
  Clone clone;
  clone.git("symbolic-ref --delete refs/remotes/origin/HEAD");
  CHECK(sorted(clone.discovered()) == all_kept);  // the remote is away
  CHECK(clone.network.asked == 0);
  clone.git("init -q --bare -b trunk " + clone.folder() + "/remote.git");
  clone.git("push -q origin HEAD:refs/heads/trunk");
  CHECK(sorted(clone.discovered()) == none_kept);
  clone.write("muster.yaml", moved(reviewed));
  clone.git("update-ref refs/remotes/origin/main " + clone.commit("Propose other addresses"));
  CHECK(sorted(clone.discovered()) == all_kept);
}

TEST_CASE("where nobody can propose a change nothing is kept back") {
  Clone clone;
  clone.git("remote remove origin");
  clone.write("muster.yaml", moved(reviewed));
  CHECK(sorted(clone.discovered()) == none_kept);
}

TEST_CASE("no program that runs before or after the configuration is read gets its secrets") {
  Clone scene;
  scene.write("post", "#!/bin/sh\nprintenv MUSTER_TEST_S >> '" + scene.folder() + "/leaked'\n");
  chmod((scene.root() + "/post").c_str(), 0755);
  GitScene::run("git init -q --bare '" + scene.folder() + "/remote.git'");
  scene.git("config protocol.ext.allow always");
  scene.git("remote set-url origin 'ext::" + scene.root() + "/post'");
  SystemRunner runner{real_time()};
  Workspace here = open_workspace(scene.root(), "", runner);
  CHECK_THROWS_AS(fetch(here.repo, runner, {"main"}, {}), Error);
  CHECK(GitScene::run("cat '" + scene.folder() + "/leaked'") == "");
}
