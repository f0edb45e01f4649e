// Backups from devices to Git: what is kept, what is not, and what people read.
#include "flow/backup/backup.h"

#include <filesystem>

#include "backup/recording.h"
#include "flow/backup/configs.h"
#include "flow/backup/encrypt.h"
#include "flow/backup/history.h"
#include "flow/backup/jobs.h"
#include "flow/backup/standings.h"
#include "flow_scene.h"
#include "view/backup/backup.h"

using namespace muster;
using namespace muster::test;

namespace {

std::string router(const std::string& body) {
  return "r1#\n>>> terminal length 0\nr1#\n>>> no terminal paginate\nr1#\n>>> show version\n"
         "FRRouting 8.4.4 (r1) on Linux.\nr1#\n>>> show running-config\n"
         "Building configuration...\nCurrent configuration:\n!\nfrr version 8.4.4\nhostname r1\n" +
         body + "end\nr1#\n>>> exit\n\\c\n";
}

std::string long_body(int lines) {
  std::string out;
  for (int i = 0; i < lines; ++i) out += "ip route 192.0.2." + std::to_string(i) + "/32 Null0\n";
  return out;
}

// Devices by their address: a recording, or why there is no login.
struct Network : Ssh {
  struct Device {
    std::string recording;
    std::optional<SshError> fails;
    std::string enable;
  };
  std::map<std::string, Device> devices;
  std::vector<SshServer> asked;
  std::mutex mutex;

  std::unique_ptr<SshSession> log_in(const SshServer&, std::stop_token) override {
    throw Error("no files are read here");
  }
  std::unique_ptr<SshShell> log_in_to_write(const SshServer&, std::stop_token) override {
    throw Error("nothing is written here");
  }
  std::unique_ptr<SshTerminal> open_terminal(const SshServer& server, std::stop_token) override {
    const std::lock_guard lock(mutex);
    asked.push_back(server);
    const Device& device = devices.at(server.host);
    if (device.fails) throw SshError(*device.fails);
    Recording recording = parse_recording(device.recording);
    recording.enable = device.enable;
    return std::make_unique<Played>(recording, false);
  }
};

struct BackupScene : FlowScene {
  Network network;
  Wires with_ssh{clock, http, runner, progress, no_snmp(), no_streams(), network};
  BackupOptions options;
  std::string more;  // of muster.yaml

  BackupScene() {
    clock.time = test::at("2026-08-21") + std::chrono::hours(3);
    setenv("BACKUP_PASSWORD", "loginSecret77", 1);
    configure();
    put({"aaaaaaaaaa", "r1", "approved", "router", "present", "192.0.2.1"});
    commit("One router");
    network.devices["192.0.2.1"] = {router("password plantedOne\n"), {}, ""};
  }

  void configure() {
    write("muster.yaml",
          "sites:\n  berlin: {domain: berlin.example, networks: [192.0.2.0/24]}\n"
          "classifications:\n  server: {netbox: none}\n  router: {netbox: none, backup: frr}\n"
          "credentials:\n  all: {username: backup, password: {env: BACKUP_PASSWORD}}\n" +
              more);
  }

  BackupReport back_up_all() {
    Workspace place = workspace();
    return back_up(place, options, with_ssh, {});
  }
  std::string told() {
    const BackupReport report = back_up_all();
    std::string out;
    for (const DeviceBackup& one : report.devices) {
      out += one.label() + " " + std::string(word(one.outcome)) +
             (one.trouble ? ": " + one.trouble->message : "") + "\n";
    }
    return out;
  }
  std::string config() const { return git("show muster/configs:configs/berlin/r1.cfg"); }
  size_t commits() const {
    return git("rev-parse -q --verify muster/configs || true").empty()
               ? 0
               : split(git("rev-list muster/configs"), '\n').size();
  }
};

}  // namespace

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

TEST_CASE("the history of a device tells each change, any revision, and what differs") {
  BackupScene scene;
  scene.back_up_all();
  scene.clock.time += std::chrono::days(2);
  scene.network.devices["192.0.2.1"].recording =
      router("password plantedOne\nip route 192.0.2.7/32 Null0\n");
  scene.back_up_all();
  const Workspace place = scene.workspace();
  const auto history = config_history(place, "r1", 10, scene.runner);
  REQUIRE(history.revisions.size() == 2);
  CHECK(history.path == "configs/berlin/r1.cfg");
  const ConfigDiff diff = config_diff(place, "berlin/r1", "", "", scene.runner);
  CHECK(render(diff.changes) == "+ ip route 192.0.2.7/32 Null0\n");
  CHECK(config_revision(place, "r1", "2026-08-21", scene.runner).commit ==
        history.revisions[1].commit.id);
  CHECK(config_revision(place, "r1", "~1", scene.runner).commit == history.revisions[1].commit.id);
  CHECK(refused([&] { config_revision(place, "r1", "2026-01-01", scene.runner); }) ==
        "exit 64\nerror: there is no revision \"2026-01-01\" of configs/berlin/r1.cfg\n"
        "  fix: muster config log shows them; a day such as 2026-08-21 or ~1 will do, too\n");
  const RestoreText text = config_restore(place, "r1", "", scene.runner);
  REQUIRE(text.redacted.size() == 1);
  CHECK(text.redacted[0].line == 4);
  CHECK(refused([&] { config_history(place, "r9", 1, scene.runner); }) ==
        "exit 64\nerror: there is no configuration of \"r9\"\n  fix: did you mean \"r1\"?\n");
}

TEST_CASE("a job runs once in its window, and one that was missed is told") {
  BackupScene scene;
  scene.more = "jobs: {nightly: {start: 02:00, end: 06:00}}\n";
  scene.configure();
  scene.commit("A job");
  const auto run = [&] {
    Workspace place = scene.workspace();
    std::string out;
    for (const RanJob& ran : run_jobs(place, {}, scene.with_ssh, {})) {
      out += ran.name + (ran.missed ? " missed" : ran.report ? " ran" : " failed");
    }
    return out;
  };
  CHECK(run() == "nightly ran");
  CHECK(run() == "");
  scene.clock.time += std::chrono::hours(6);
  CHECK(run() == "");
  scene.clock.time = test::at("2026-08-22") + std::chrono::hours(9);
  CHECK(run() == "nightly missed");
  CHECK(run() == "");
  scene.clock.time = test::at("2026-08-23") + std::chrono::hours(2);
  const JobsReport before = list_jobs(scene.workspace(), scene.clock.time);
  CHECK(before.jobs.at(0).due);
  CHECK(before.jobs.at(0).last->outcome == "missed");
  CHECK(run() == "nightly ran");
  const JobsReport after = list_jobs(scene.workspace(), scene.clock.time);
  CHECK(after.jobs.at(0).rhythm == "daily 02:00-06:00 UTC");
  CHECK(after.jobs.at(0).next == test::at("2026-08-24") + std::chrono::hours(2));
  CHECK(jobs_metrics(after).find("muster_backup_success{device=\"berlin/r1\"} 1\n") !=
        std::string::npos);
  CHECK(jobs_metrics(after).find("muster_job_due{job=\"nightly\"} 0\n") != std::string::npos);
}

TEST_CASE("a job begins no device after its deadline") {
  BackupScene scene;
  scene.more = "jobs: {nightly: {deadline: 1m}}\npolicy: {backup: {workers: 1}}\n";
  scene.configure();
  scene.put({"bbbbbbbbbb", "r2", "approved", "router", "present", "192.0.2.2"});
  scene.commit("A job");
  scene.network.devices["192.0.2.2"] = {router(""), {}, ""};
  struct SlowClock : OwnClock {
    mutable int asked = 0;
    Time now() const override { return time + std::chrono::seconds(25 * asked++); }
  } slow;
  slow.time = scene.clock.time;
  Wires wires{slow,      scene.http,   scene.runner, scene.progress,
              no_snmp(), no_streams(), scene.network};
  scene.options.job = "nightly";
  Workspace place = scene.workspace();
  const BackupReport report = back_up(place, scene.options, wires, {});
  CHECK(report.devices.at(0).outcome == BackupOutcome::changed);
  CHECK(report.devices.at(1).outcome == BackupOutcome::skipped);
  CHECK(report.devices.at(1).trouble->message == "not begun: the time of the job is over");
}

TEST_CASE("the copy with the secrets is made by age or gpg, and only encrypted") {
  struct Program : Runner {
    Command asked;
    Output answer{0, "-----BEGIN AGE ENCRYPTED FILE-----\nxyz\n", ""};
    Output run(const Command& command, std::stop_token) override {
      asked = command;
      return answer;
    }
  } program;
  const FileChange change =
      encrypted_copy("configs/b/r1.cfg", "password planted\n", {"age1abc", "age1def"}, program, {});
  CHECK(change.path == "configs/b/r1.cfg.age");
  CHECK(change.text == program.answer.out);
  CHECK(join(program.asked.argv, " ") ==
        "age --encrypt --armor --recipient age1abc --recipient age1def");
  CHECK(program.asked.input == "password planted\n");
  CHECK(encrypted_copy("x.cfg", "y", {"0xABCD"}, program, {}).path == "x.cfg.asc");
  CHECK(program.asked.argv.front() == "gpg");
  program.answer = {0, "password planted\n", ""};
  CHECK_THROWS_AS(encrypted_copy("x.cfg", "y", {"age1abc"}, program, {}), Error);
  program.answer = {1, "", "age: error: unknown recipient\n"};
  CHECK(refused([&] {
          encrypted_copy("x.cfg", "y", {"age1abc"}, program, {});
        }).find("unknown recipient") != std::string::npos);
  CHECK_THROWS_AS(encrypted_copy("x.cfg", "y", {"age1abc", "0xABCD"}, program, {}), Error);
}
