// New host keys as a merge request.
#include "backup_scene.h"
#include "flow/backup/known_hosts.h"
#include "forge/forge_double.h"
#include "view/backup/keys.h"
#include "view/review.h"

using namespace muster;
using namespace muster::test;

namespace {

constexpr const char* key_of_r1 =
    "192.0.2.1 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJdD7y3aLq454yWBdwLWbieU1ebz9/cu7/QEXn9OIeZJ";

struct KeyScene : BackupScene {
  ForgeDouble project{ForgeKind::gitlab};

  KeyScene() {
    more = "policy: {backup: {trust: first-use}}\n";
    configure();
    commit("Propose keys");
    show(key_of_r1);
  }

  void show(const std::string& line) {
    SshError unknown(SshFailure::key_unknown, Error("the host key is not known"));
    unknown.line = line;
    network.devices["192.0.2.1"].fails = unknown;
  }

  std::string back_up_and_offer(const char* token = "t0ken") {
    Workspace place = workspace();
    BackupReport report = back_up(place, options, with_ssh, {});
    const auto forge = project.forge(token);
    offer_keys(place, report, *forge, ForgeKind::gitlab, {keys_title, keys_body, with_review},
               clock.time, {});
    return report.merge_request + render(report.notes);
  }
};

constexpr const char* first_request = "https://gitlab.example/net/inventory/-/merge_requests/1";

}  // namespace

TEST_CASE("new host keys are a merge request with their fingerprints, updated as they come") {
  KeyScene scene;
  CHECK(scene.back_up_and_offer() == std::string("opened ") + first_request);
  REQUIRE(scene.project.requests.size() == 1);
  auto& request = scene.project.requests.at(0);
  CHECK(request.branch == "muster/known-hosts");
  CHECK(request.into == "main");
  CHECK(request.title == "muster: 1 host key of devices to confirm");
  CHECK(request.labels == std::vector<std::string>{"muster", "host-keys"});
  CHECK(request.body.find("| berlin/r1 | 192.0.2.1 | ssh-ed25519 | "
                          "SHA256&#58;T7SvZ2cslqpPj6nKzitCBHHlpVF3r3MvLwmFL0fk0IE |") !=
        std::string::npos);
  CHECK(scene.back_up_and_offer() == std::string("unchanged ") + first_request);
  request.body += "Ada: I look at the console tomorrow.";
  scene.show("[192.0.2.77]:2222 ssh-rsa QUJD");
  CHECK(scene.back_up_and_offer() == std::string("updated ") + first_request);
  CHECK(request.title == "muster: 2 host keys of devices to confirm");
  CHECK(request.body.find("| ? | ") != std::string::npos);
  CHECK(request.body.ends_with("Ada: I look at the console tomorrow."));
}

TEST_CASE("a key of an address that two hosts have is told with both") {
  KeyScene scene;
  scene.put({.id = "zzzzzzzzzz", .name = "twin", .approval = "pending", .address = "192.0.2.1"});
  scene.commit("Add its twin");
  scene.back_up_and_offer();
  CHECK_THAT(scene.project.requests.at(0).body,
             Catch::Contains("| berlin/r1 or berlin/twin | 192.0.2.1 | "));
}

TEST_CASE("after a merge the device is backed up, and no key is offered any more") {
  KeyScene scene;
  scene.back_up_and_offer();
  scene.git("merge -q --no-edit muster/known-hosts");
  scene.project.requests.back().merged_at = "2026-08-21T04:00:00Z";
  scene.network.devices["192.0.2.1"].fails.reset();
  CHECK(scene.back_up_and_offer() == "");
  CHECK(scene.git("show main:known_hosts") == key_of_r1);
  CHECK(scene.project.requests.size() == 1);
}

TEST_CASE("keys that people closed are snoozed, and what the forge refuses is told") {
  KeyScene scene;
  scene.back_up_and_offer();
  scene.project.requests.at(0).closed_at = "2026-08-21T09:00:00Z";
  CHECK(scene.back_up_and_offer() ==
        "none: the last was closed on 2026-08-21, the next may come on 2026-09-04");
  CHECK(scene.back_up_and_offer("wrong").find("401") != std::string::npos);
}
