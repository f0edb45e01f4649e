// What people and faults do to the files of auth-zones.
#include "dns_checks.h"
#include "unbound_auth_scene.h"
#include "wire/ssh_scene.h"

namespace muster::unbound_test {

TEST_CASE("files of zones edited by hand are drift and put back") {
  if (skipped()) return;
  AuthScene scene;
  REQUIRE(all_done(scene.reconcile(auth_hosts)));
  const std::string conf = slurp(scene.config.file), good = slurp(scene.zone_file());
  const auto body = [](std::string text) { return text.erase(text.find("SOA"), 40); };
  const auto replaced = [](std::string text, const std::string& old, const std::string& fresh) {
    return text.replace(text.find(old), old.size(), fresh);
  };
  const std::vector<std::pair<fs::path, std::string>> edits{
      {scene.zone_file(), replaced(good, "10.20.4.17", "10.20.4.77")},
      {scene.zone_file(), replaced(good, "db1.berlin.example. 300 IN A 10.20.4.18", "; db1")},
      {scene.zone_file(), good.substr(0, good.size() - 12)},
      {scene.zone_file(), good + "new.berlin.example. 300 IN A 10.20.4.40 ; zzzzzzzzzz berlin\n"},
      {scene.zone_file(), ""},
      {scene.config.file, replaced(conf, "\"berlin.example.\" typetr", "\"berlin.example.\" tr")},
      {scene.config.file, conf.substr(0, conf.find("auth-zone:")) + "server:\n"},
      {scene.config.file, ""},
  };
  for (const auto& [path, text] : edits) {
    INFO(path << "\n" << text);
    write(path, text);
    scene.plan(auth_hosts, auth_hosts);
    CHECK(!scene.operations.empty());
    REQUIRE(all_done(scene.apply()));
    CHECK(scene.answer("web1.berlin.example") == "NOERROR 10.20.4.17");
    CHECK(scene.answer("db1.berlin.example") == "NOERROR 10.20.4.18");
    CHECK(scene.answer("new.berlin.example") == "NXDOMAIN");
    CHECK(slurp(scene.config.file) == conf);
    CHECK(body(slurp(scene.zone_file())) == body(good));
    CHECK(scene.reconcile(auth_hosts).empty());
  }
  fs::remove(scene.zone_file());
  REQUIRE(all_done(scene.reconcile(auth_hosts)));
  CHECK(body(slurp(scene.zone_file())) == body(good));
  scene.control({"local_data", "web1.berlin.example. A 10.66.6.6"});
  REQUIRE(scene.answer("web1.berlin.example") == "NOERROR 10.66.6.6");
  REQUIRE(all_done(scene.reconcile(auth_hosts)));
  CHECK(scene.answer("web1.berlin.example") == "NOERROR 10.20.4.17");
}

TEST_CASE("a record of somebody else in the file of a zone stays, and holds its own name only") {
  if (skipped()) return;
  AuthScene scene;
  REQUIRE(all_done(scene.reconcile(auth_hosts)));
  const std::string theirs =
      "berlin.example. 300 IN MX 10 mail.far.example.\ndb2.berlin.example. 300 IN A 10.9.9.9\n";
  write(scene.zone_file(), slurp(scene.zone_file()) + theirs + "$INCLUDE /etc/passwd\n");
  std::vector<ZoneRecord> more = auth_moved;
  more.push_back(a("db2", "10.20.4.19"));
  CHECK(all_done(scene.reconcile(more)));
  CHECK(scene.warning() == "this line is cut off or no record of berlin.example: \n");
  CHECK(scene.operations.back().reason ==
        "collision: record A db2.berlin.example is held by " + scene.zone_file().string() +
            ":9 (A 10.9.9.9), which is not muster's; rename the host or take it out there");
  CHECK(slurp(scene.zone_file()).ends_with("; 7k2m9qx4td berlin\n" + theirs));
  CHECK(scene.answer("berlin.example", "MX") == "NOERROR 10 mail.far.example.");
  CHECK(scene.answer("db2.berlin.example") == "NOERROR 10.9.9.9");
  CHECK(scene.answer("web1.berlin.example") == "NOERROR 10.20.4.99");
}

TEST_CASE("a change of style moves the records and leaves no name unanswered") {
  if (skipped()) return;
  AuthScene scene;
  scene.config.style = "local-data";
  REQUIRE(all_done(scene.reconcile(auth_hosts)));
  for (const char* style : {"auth-zone", "local-data", "auth-zone"}) {
    scene.config.style = style;
    REQUIRE(all_done(scene.reconcile(auth_hosts)));
    CHECK(scene.answer("web1.berlin.example") == "NOERROR 10.20.4.17");
    CHECK(scene.answer("17.4.20.10.in-addr.arpa", "PTR") == "NOERROR web1.berlin.example.");
    CHECK(fs::exists(scene.zone_file()) == (scene.config.style == "auth-zone"));
    CHECK(scene.reconcile(auth_hosts).empty());
  }
}

TEST_CASE("whatever fails while zones are written, the old files are back and a rerun converges") {
  if (skipped()) return;
  struct Row {
    const char* at;
    Output answer;
    const char* told;
  };
  const Row rows[] = {
      {"unbound-control berlin.example",
       {1, "", "error failed to read berlin.example\n"},
       "error: unbound-control auth_zone_reload berlin.example failed\n"
       "  why: error failed to read berlin.example; the old file is back\n"},
      {"muster.conf.new.check",
       {1, "", "error: parse error x 5:8: Syntax error\n"},
       "error: unbound-checkconf refuses the new file\n"
       "  why: error: parse error x 5:8: Syntax error\n"},
  };
  for (const Row& row : rows) {
    AuthScene scene;
    REQUIRE(all_done(scene.reconcile(auth_hosts)));
    const std::string before = slurp(scene.zone_file());
    scene.runner.odd = row.at;
    scene.runner.answer = row.answer;
    CHECK(failure(scene.reconcile(auth_moved)) == row.told);
    CHECK(slurp(scene.zone_file()) == before);
    CHECK(scene.answer("web1.berlin.example") == "NOERROR 10.20.4.17");
    for (const auto& left : fs::directory_iterator(scene.folder)) {
      CHECK_FALSE(left.path().string().ends_with(".new"));
    }
    REQUIRE(all_done(scene.reconcile(auth_moved)));
    CHECK(scene.answer("web1.berlin.example") == "NOERROR 10.20.4.99");
  }
}

TEST_CASE("a run that is killed while zones are written leaves what the next run makes good") {
  if (skipped()) return;
  AuthScene scene;
  for (const char* at : {"muster.conf.new.check", "unbound.conf", "berlin.example",
                         "20.10.in-addr.arpa", "reload_keep_cache"}) {
    INFO("killed at " << at);
    const bool anew = std::string(at) == "reload_keep_cache";
    scene.config.style = anew ? "local-data" : "auth-zone";
    scene.reconcile(auth_hosts);
    scene.config.style = "auth-zone";
    scene.plan(auth_moved);
    const pid_t child = fork();
    if (child == 0) {
      class Killed : public OddRunner {
       public:
        Output run(const Command& command, std::stop_token stop) override {
          if (command.argv.back().ends_with(odd)) _exit(9);
          return OddRunner::run(command, std::move(stop));
        }
      } runner;
      runner.odd = at;
      scene.apply(scene.actual, {scene.clock, scene.http, runner, scene.progress});
      _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    REQUIRE(WEXITSTATUS(status) == 9);
    scene.stop();
    scene.start();  // it starts with whatever there is
    scene.reconcile(auth_moved);
    CHECK(scene.answer("web1.berlin.example") == "NOERROR 10.20.4.99");
    CHECK(scene.answer("99.4.20.10.in-addr.arpa", "PTR") == "NOERROR web1.berlin.example.");
    CHECK(scene.reconcile(auth_moved).empty());
  }
}

TEST_CASE("auth-zones are written and told over SSH, too") {
  if (skipped() || ssh_test::without_sshd()) return;
  AuthScene scene;
  const ssh_test::Sshd sshd;
  scene.config.ssh = sshd.user + "@127.0.0.1:" + std::to_string(sshd.port);
  scene.config.identity = sshd.file("me");
  scene.config.known_hosts = sshd.file("known_hosts");
  REQUIRE(all_done(scene.reconcile(auth_hosts)));
  REQUIRE(all_done(scene.reconcile(auth_moved)));
  CHECK(scene.runner.ran.empty());
  CHECK(scene.answer("web1.berlin.example") == "NOERROR 10.20.4.99");
  CHECK(scene.answer("nobody.berlin.example") == "NXDOMAIN");
  CHECK(scene.serial() == "2");
  CHECK(scene.reconcile(auth_moved).empty());
}

}  // namespace muster::unbound_test
