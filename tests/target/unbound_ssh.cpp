// The same over a real sshd: files by SFTP, Unbound's programs by commands.
#include "dns_checks.h"
#include "unbound_scene.h"
#include "wire/ssh_scene.h"

namespace muster::unbound_test {
namespace {

using ssh_test::Sshd;

struct Remote : Scene {
  Sshd sshd;
  Remote() {
    config.ssh = login(sshd.port);
    config.identity = sshd.file("me");
    config.known_hosts = sshd.file("known_hosts");
    start();
  }
  std::string login(int port) const { return sshd.user + "@127.0.0.1:" + std::to_string(port); }
  std::string log() const { return slurp(sshd.file("log")); }
};

bool no_ssh_here() { return skipped() || ssh_test::without_sshd(); }

std::string refusal(Scene& scene) {
  try {
    scene.plan({a("web1", "10.20.4.17")});
  } catch (const Error& error) {
    return render(error);
  }
  return "nothing was thrown";
}

}  // namespace

TEST_CASE(
    "an Unbound behind SSH is brought to the records, step by step, and a second plan is empty") {
  if (no_ssh_here()) return;
  Remote scene;
  const std::vector<ZoneRecord> first{a("web1", "10.20.4.17"), ptr("web1", "10.20.4.17")};
  REQUIRE(all_done(scene.reconcile(first)));
  CHECK(scene.runner.ran.empty());  // nothing ran here
  CHECK(scene.served("web1.berlin.example", "A") == std::vector<std::string>{"10.20.4.17"});
  const std::string before = slurp(scene.config.file);
  CHECK(scene.reconcile(first).empty());
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.99")})));
  CHECK(scene.served("web1.berlin.example", "A") == std::vector<std::string>{"10.20.4.99"});
  CHECK(scene.served("17.4.20.10.in-addr.arpa", "PTR").empty());
  CHECK(slurp(scene.folder / ".muster.conf.old") == before);
  for (const char* left : {".muster.conf.new", ".muster.conf.new.check", ".muster.conf.in"}) {
    CHECK(!fs::exists(scene.folder / left));
  }
  struct stat status {};
  REQUIRE(stat(scene.config.file.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0644);
}

TEST_CASE("what unbound.conf declares there is read there, through its patterns") {
  if (no_ssh_here()) return;
  Remote scene;
  write(scene.folder / "people.conf", "local-data: \"web1.berlin.example. A 10.9.9.9\"\n");
  scene.write_config("server:\n  include: \"" + scene.folder.string() + "/peo*.conf\"\n");
  CHECK(all_done(scene.reconcile({a("web1", "10.20.4.17"), a("db1", "10.20.4.18")})));
  CHECK(scene.operations.back().reason ==
        "collision: record A web1.berlin.example is held by " + scene.folder.string() +
            "/people.conf:1 (A 10.9.9.9), which is not muster's; rename the host or take it out "
            "there");
  CHECK(scene.served("web1.berlin.example", "A") == std::vector<std::string>{"10.9.9.9"});
}

TEST_CASE("a host key pinned in muster.yaml is the one that counts") {
  if (no_ssh_here()) return;
  Remote scene;
  scene.config.known_hosts = "";
  scene.config.host_keys = {scene.sshd.fingerprint("other")};
  CHECK(refusal(scene) ==
        "error: ssh " + scene.config.ssh +
            ": the host key is not one of host_keys\n"
            "  why: the server shows ssh-ed25519 " +
            scene.sshd.fingerprint("host") +
            ": it was set up anew, or somebody stands between\n"
            "  fix: if the server's administrator confirms this fingerprint, put " +
            scene.sshd.fingerprint("host") + " into host_keys\n");
  CHECK(scene.log().find("Accepted") == std::string::npos);
  scene.config.host_keys.push_back(scene.sshd.fingerprint("host"));
  CHECK(all_done(scene.reconcile({a("web1", "10.20.4.17")})));
}

TEST_CASE("a changed host key, a refused key and an agent that is not there stop before anything") {
  if (no_ssh_here()) return;
  Remote scene;
  const std::string place = "error: ssh " + scene.config.ssh + ": ";
  scene.sshd.know("other");
  CHECK_THAT(refusal(scene),
             Catch::StartsWith(place + "the host key is not the one in " +
                               scene.config.known_hosts + "\n  why: the server shows"));
  scene.sshd.know("host");
  scene.config.identity = scene.sshd.file("other");
  CHECK_THAT(refusal(scene), Catch::StartsWith(place + "the login is refused\n"));
  scene.config.identity = "";
  scene.config.agent = true;
  CHECK(refusal(scene) ==
        place +
            "the login is refused\n"
            "  why: the server takes no key of the agent, or there is no agent\n"
            "  fix: check SSH_AUTH_SOCK and ssh-add -l, and the user's authorized_keys there\n");
  CHECK(slurp(scene.config.file).empty());
}

TEST_CASE("of several servers the one that is down is told, and the others converge") {
  if (no_ssh_here()) return;
  Remote scene;
  scene.config.ssh = "";
  const int closed = ssh_test::Port(false).number;
  scene.config.servers = {{"ns1", scene.login(scene.sshd.port)}, {"ns2", scene.login(closed)}};
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.17")})));
  CHECK(scene.served("web1.berlin.example", "A") == std::vector<std::string>{"10.20.4.17"});
  CHECK(scene.actual.partial);
  REQUIRE(scene.actual.trouble.items().size() == 1);
  CHECK(render(scene.actual.trouble) ==
        "error: ns2: ssh " + scene.login(closed) +
            ": cannot connect\n  why: Connection refused\n"
            "  fix: check the address and port, and that the SSH server runs\n");
  scene.config.servers = {{"ns2", scene.login(closed)}};
  CHECK_THAT(refusal(scene), Catch::StartsWith("error: ns2: ssh "));
}

TEST_CASE("a path with a character that a shell could take is not sent to one") {
  if (no_ssh_here()) return;
  Remote scene;
  REQUIRE(all_done(scene.reconcile({a("web1", "10.20.4.17")})));
  const std::string odd = (scene.folder / "a;touch b.conf").string();
  fs::copy(scene.config.config, odd);
  scene.config.config = odd;
  CHECK_THAT(failure(scene.reconcile({a("web1", "10.20.4.18")})),
             Catch::StartsWith("error: \"" + odd + "\" is not sent to a shell\n") &&
                 Catch::Contains("the old file is back"));
  CHECK(!fs::exists("b.conf"));
  CHECK(scene.served("web1.berlin.example", "A") == std::vector<std::string>{"10.20.4.17"});
}

}  // namespace muster::unbound_test
