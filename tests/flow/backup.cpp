// Backups from devices to Git: what is kept, what is not, and what people read.
#include <filesystem>

#include "backup_scene.h"
#include "flow/backup/standings.h"
#include "view/backup/backup.h"

using namespace muster;
using namespace muster::test;

TEST_CASE("a configuration is kept whole and redacted, with its facts and why it is whole") {
  BackupScene scene;
  const BackupReport report = scene.back_up_all();
  REQUIRE(report.devices.size() == 1);
  CHECK((report.devices[0].trouble ? render(*report.devices[0].trouble) : "") == "");
  CHECK(report.devices[0].outcome == BackupOutcome::changed);
  const std::string text = scene.config();
  CHECK(text.starts_with("!\nfrr version 8.4.4\nhostname r1\npassword <redacted:"));
  CHECK(text.ends_with("end"));
  const std::string facts = scene.git("show muster/configs:configs/berlin/r1.json");
  CHECK(facts.find("\"version\": \"8.4.4\"") != std::string::npos);
  CHECK(facts.find("\"complete\": \"5 lines, with its end marker, with what must be there\"") !=
        std::string::npos);
  CHECK(facts.find("\"host\": \"aaaaaaaaaa\"") != std::string::npos);
  const std::string message = scene.git("log -1 --format=%B muster/configs");
  CHECK(message.starts_with("backup: 1 changed, 0 unchanged, 0 failed\n"));
  CHECK(message.find("Muster-Device: berlin/r1 changed\n") != std::string::npos);
  CHECK(scene.network.asked.at(0).user == "backup");
  CHECK(scene.git("status --porcelain") == "");
  CHECK(scene.git("merge-base main muster/configs || true") == "");
}

TEST_CASE("the same configuration again is no commit, and a changed secret shows as changed") {
  BackupScene scene;
  scene.back_up_all();
  const std::string before = scene.config();
  CHECK(scene.told() == "berlin/r1 unchanged\n");
  CHECK(scene.commits() == 1);
  scene.network.devices["192.0.2.1"].recording = router("password plantedTwo\n");
  CHECK(scene.told() == "berlin/r1 changed\n");
  CHECK(scene.commits() == 2);
  CHECK(scene.config() != before);
}

TEST_CASE("a dry run writes nothing") {
  BackupScene scene;
  scene.options.dry_run = true;
  CHECK(scene.told() == "berlin/r1 changed\n");
  CHECK(scene.commits() == 0);
  CHECK(scene.git("branch --list 'muster/*'") == "");
}

TEST_CASE("what fails is not kept, says why, and the others go on") {
  BackupScene scene;
  scene.put({"bbbbbbbbbb", "r2", "approved", "router", "present", "192.0.2.2"});
  scene.put({"cccccccccc", "r3", "approved", "router", "present", "192.0.2.3"});
  scene.put({"dddddddddd", "s1", "approved", "server", "present", "192.0.2.4"});
  scene.put({"eeeeeeeeee", "r5", "pending", "router", "present", "192.0.2.5"});
  scene.commit("More");
  scene.network.devices["192.0.2.2"] = {
      "", SshError(SshFailure::unreachable, Error("ssh backup@192.0.2.2: cannot connect")), ""};
  std::string cut = router(long_body(5));
  cut.resize(cut.find("ip route 192.0.2.4"));
  scene.network.devices["192.0.2.3"] = {cut + "\\c\n", {}, ""};
  CHECK(scene.told() ==
        "berlin/r1 changed\n"
        "berlin/r2 unreachable: ssh backup@192.0.2.2: cannot connect\n"
        "berlin/r3 closed: the device hung up in the middle of its answer\n");
  CHECK(scene.git("ls-tree -r --name-only muster/configs") ==
        "configs/.redaction\nconfigs/berlin/r1.cfg\nconfigs/berlin/r1.json");
  const BackupStandings standings = read_standings(scene.workspace().repo);
  CHECK(standings.devices.at("berlin/r1").last_good == scene.clock.time);
  CHECK(!standings.devices.at("berlin/r3").last_good);
  CHECK(standings.devices.at("berlin/r3").outcome == "closed");
}

TEST_CASE("a configuration that is far shorter is not kept until somebody says that it is true") {
  BackupScene scene;
  scene.network.devices["192.0.2.1"].recording = router(long_body(40));
  scene.back_up_all();
  scene.network.devices["192.0.2.1"].recording = router(long_body(20));
  CHECK(scene.told() == "berlin/r1 shrunk: the configuration is far shorter than the last one\n");
  CHECK(scene.commits() == 1);
  scene.options.accept_shrink = {"r1"};
  CHECK(scene.told() == "berlin/r1 changed\n");
}

TEST_CASE("a text that may hold a secret still is not kept") {
  BackupScene scene;
  scene.network.devices["192.0.2.1"].recording =
      router("local-user x irreversible %^%#plantedSecret99%^%#\n");
  CHECK(scene.told() == "berlin/r1 redaction-suspect: line 4 may hold a secret still\n");
  CHECK(scene.commits() == 0);
}

TEST_CASE("planted secrets are in no object of the repository, no tape, no error, no output") {
  BackupScene scene;
  scene.options.record = scene.folder() + "/tapes";
  std::filesystem::create_directory(scene.options.record);
  std::string body;
  for (const std::string line :
       {"password plantedA1", "enable password plantedB2", " neighbor 192.0.2.9 password plantedC3",
        " ip ospf message-digest-key 1 md5 plantedD4", "snmp-server community plantedE5 RO",
        "set secret plantedF6", "key 7 plantedG7", "url https://u:plantedH8@example.net",
        "x $6$plantedI9$plantedJ0", "-----BEGIN RSA PRIVATE KEY-----", "plantedK1", "plantedL2",
        "-----END RSA PRIVATE KEY-----", "note loginSecret77"}) {
    body += line + "\n";
  }
  scene.network.devices["192.0.2.1"].recording = router(body);
  scene.put({"bbbbbbbbbb", "r2", "approved", "router", "present", "192.0.2.2"});
  scene.put({"cccccccccc", "r3", "approved", "router", "present", "192.0.2.3"});
  scene.commit("Two that fail");
  std::string cut = router(body);
  cut.resize(cut.find("plantedL2") + 9);
  scene.network.devices["192.0.2.2"] = {cut + "\\c\n", {}, ""};
  scene.network.devices["192.0.2.3"] = {"password is plantedM3", {}, ""};
  const BackupReport report = scene.back_up_all();
  CHECK(report.count(BackupOutcome::changed) == 1);
  std::string everything = backup_text(report, {}) + backup_json(report);
  everything += scene.git("cat-file --batch --batch-all-objects --buffer");
  for (const auto& file : std::filesystem::recursive_directory_iterator(scene.folder())) {
    if (!file.is_regular_file()) continue;
    std::ifstream in(file.path(), std::ios::binary);
    everything.append(std::istreambuf_iterator<char>(in), {});
  }
  CHECK(everything.find("planted") == std::string::npos);
  CHECK(everything.find("loginSecret77") == std::string::npos);
  CHECK(everything.find("<redacted:") != std::string::npos);
}

TEST_CASE("a session on tape is played again without the network") {
  BackupScene scene;
  scene.options.record = scene.folder() + "/tapes";
  std::filesystem::create_directory(scene.options.record);
  scene.back_up_all();
  const std::string kept = scene.config();
  scene.options.replay = scene.options.record;
  scene.options.record = "";
  scene.network.devices.clear();
  CHECK(scene.told() == "berlin/r1 unchanged\n");
  CHECK(scene.config() == kept);
}

TEST_CASE("a host that was renamed takes its history along to the new path") {
  BackupScene scene;
  scene.back_up_all();
  scene.write("hosts/berlin/r1--aaaaaaaaaa.yaml",
              HostText{"aaaaaaaaaa", "edge", "approved", "router", "present", "192.0.2.1"}.text());
  scene.commit("Renamed");
  CHECK(scene.told() == "berlin/edge changed\n");
  CHECK(scene.git("ls-tree -r --name-only muster/configs") ==
        "configs/.redaction\nconfigs/berlin/edge.cfg\nconfigs/berlin/edge.json");
}

TEST_CASE("with another key nothing is written until somebody says that it is a new one") {
  BackupScene scene;
  scene.back_up_all();
  scene.write(".git/muster/redaction.key", "another key\n");
  CHECK(refused([&] { scene.back_up_all(); }) ==
        "exit 4\nerror: the placeholders on muster/configs were made with another key\n"
        "  why: with this one every secret would seem to have changed\n"
        "  fix: set policy.backup.key to the key of the machine that made them (there "
        ".git/muster/redaction.key); or, when that is lost, run once with --new-key\n");
  scene.options.new_key = true;
  CHECK(scene.told() == "berlin/r1 changed\n");
}

TEST_CASE("a host key that is not known is proposed for review, and never taken") {
  BackupScene scene;
  SshError unknown(SshFailure::key_unknown, Error("the host key is not known"));
  unknown.line = "192.0.2.1 ssh-ed25519 AAAA";
  scene.network.devices["192.0.2.1"].fails = unknown;
  CHECK(scene.told() == "berlin/r1 host-key-unknown: the host key is not known\n");
  CHECK(scene.git("branch --list muster/known-hosts") == "");
  scene.more = "policy: {backup: {trust: first-use}}\n";
  scene.configure();
  scene.commit("Propose keys");
  const BackupReport report = scene.back_up_all();
  CHECK(report.new_keys == std::vector<std::string>{unknown.line});
  CHECK(scene.git("show muster/known-hosts:known_hosts") == unknown.line);
  CHECK(scene.git("ls-tree --name-only main known_hosts") == "");
  CHECK(scene.back_up_all().new_keys.empty());
}

TEST_CASE("a login that devices refuse one after the other is tried on no more of them") {
  BackupScene scene;
  scene.more = "policy: {backup: {workers: 1}}\n";
  scene.configure();
  for (int i = 2; i < 7; ++i) {
    const std::string digit = std::to_string(i);
    scene.put({std::string(10, static_cast<char>('a' + i)), "r" + digit, "approved", "router",
               "present", "192.0.2." + digit});
  }
  scene.commit("Many");
  for (int i = 1; i < 7; ++i) {
    scene.network.devices["192.0.2." + std::to_string(i)] = {
        "", SshError(SshFailure::refused, Error("the login is refused")), ""};
  }
  const BackupReport report = scene.back_up_all();
  CHECK(report.count(BackupOutcome::refused) == 3);
  CHECK(report.count(BackupOutcome::skipped) == 3);
  CHECK(scene.network.asked.size() == 3);
}

TEST_CASE("no password is sent for a commit that is not merged") {
  BackupScene scene;
  scene.git("switch -q -c proposal");
  scene.put({"ffffffffff", "evil", "approved", "router", "present", "203.0.113.9"});
  scene.commit("A device of mine");
  CHECK(refused([&] { scene.back_up_all(); }).starts_with("exit 4\n"));
  CHECK(scene.network.asked.empty());
}
