// What is done with configurations that are kept, and when they are captured.
#include <filesystem>

#include "backup_scene.h"
#include "flow/backup/encrypt.h"
#include "flow/backup/history.h"
#include "flow/backup/import.h"
#include "flow/backup/jobs.h"
#include "view/backup/backup.h"

using namespace muster;
using namespace muster::test;

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

TEST_CASE("what oxidized kept is taken over with its history, and without its secrets") {
  BackupScene scene;
  const std::string theirs = scene.folder() + "/oxidized";
  const auto there = [&](const std::string& words) {
    return GitScene::run("git -C '" + theirs + "' -c user.name=Ox -c user.email=ox@example.net " +
                         words + " 2>&1");
  };
  std::filesystem::create_directories(theirs + "/routers");
  GitScene::run("git init -q -b main '" + theirs + "'");
  const auto revision = [&](const std::string& text, const std::string& day) {
    std::ofstream(theirs + "/routers/R1.example.net") << text;
    std::ofstream(theirs + "/routers/unknown9") << "password plantedOther\n" << text;
    there("add -A");
    setenv("GIT_AUTHOR_DATE", (day + "T04:00:00Z").c_str(), 1);
    setenv("GIT_COMMITTER_DATE", (day + "T04:00:00Z").c_str(), 1);
    there("commit -q -m 'update R1'");
    unsetenv("GIT_AUTHOR_DATE");
    unsetenv("GIT_COMMITTER_DATE");
  };
  revision("hostname r1\npassword plantedOne\nend\n", "2025-01-01");
  revision("hostname r1\nkey 7 0822455D0A16\nlocal x %^%#plantedSecret1%^%#\nend\n", "2025-01-02");
  revision("hostname r1\npassword plantedTwo\nip route x\nend\n", "2025-01-03");
  Workspace place = scene.workspace();
  const ConfigImportReport report = import_configs(place, {theirs}, scene.with_ssh, {});
  CHECK(report.commits == 2);
  CHECK(report.revisions == 2);
  CHECK(report.devices == std::vector<std::string>{"berlin/r1"});
  REQUIRE(report.left_out.size() == 2);
  CHECK(report.left_out[0].find("may hold a secret still") != std::string::npos);
  CHECK(report.left_out[1] == "routers/unknown9: no device is called so");
  const auto history = config_history(place, "r1", 10, scene.runner);
  REQUIRE(history.revisions.size() == 2);
  CHECK(render_day(std::chrono::floor<std::chrono::days>(history.revisions[0].commit.time)) ==
        "2025-01-03");
  CHECK(history.revisions[0].commit.author.name == "Ox");
  CHECK(scene.git("cat-file --batch --batch-all-objects --buffer").find("planted") ==
        std::string::npos);
  const ConfigImportReport again = import_configs(place, {theirs}, scene.with_ssh, {});
  CHECK(again.commits == 0);
  CHECK(scene.told() == "berlin/r1 changed\n");
}
