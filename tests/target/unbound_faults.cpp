// What goes wrong around a write: what is served meanwhile, what people read, and that the next run
// converges.
#include "dns_checks.h"
#include "target/dns/unbound/owned_file.h"
#include "unbound_auth_scene.h"
#include "wire/ssh_scene.h"

namespace muster::unbound_test {
namespace {

using Values = std::vector<std::string>;

const std::vector<ZoneRecord> old_state{a("web1", "10.20.4.17"), ptr("web1", "10.20.4.17")};
const std::vector<ZoneRecord> new_state{a("web1", "10.20.4.99"), ptr("web1", "10.20.4.99"),
                                        a("db1", "10.20.4.18")};

// Its time passes a hundred times faster where it is only waited.
class Hurried : public SystemClock {
 public:
  Instant instant() const override { return SystemClock::instant() + Milliseconds(skipped_); }
  void sleep(Milliseconds duration, std::stop_token stop) override {
    skipped_ += duration.count() * 100;
    SystemClock::sleep(duration, std::move(stop));
  }

 private:
  std::atomic<Milliseconds::rep> skipped_ = 0;
};

// Runs what a test does before, or instead of, a program whose call contains `at`.
class Hooked : public Runner {
 public:
  Output run(const Command& command, std::stop_token stop) override {
    const std::string line = command.argv.front() + " " + command.argv.back();
    if (!at.empty() && line.find(at) != std::string::npos) {
      if (auto answer = hook()) return *answer;
    }
    return real_.run(command, std::move(stop));
  }
  std::string at;
  std::function<std::optional<Output>()> hook;

 private:
  SystemRunner real_{test::real_time()};
};

struct Fault {
  const char* what;
  const char* at;  // the call that goes wrong
  std::function<std::optional<Output>(Scene&)> hook;
  const char* message;
  const char* why;
};

std::optional<Output> says(int code, const char* text) { return Output{code, "", text}; }

const Fault faults[] = {
    {"no right to control", "unbound-control local_datas",
     [](Scene&) { return says(1, "[1] unbound-control[2:0] error: connect: Permission denied\n"); },
     "unbound-control local_datas_remove failed",
     "error: connect: Permission denied; the old file is back"},
    {"the daemon takes the change and does nothing", "unbound-control local_datas",
     [](Scene&) { return says(0, ""); }, "does not serve the new file", "is not answered with "},
    {"the daemon ends while it is told", "unbound-control local_datas",
     [](Scene& scene) {
       scene.stop();
       return std::optional<Output>();
     },
     "unbound-control local_datas_remove failed", "the old file is back, but"},
    {"checkconf refuses the new file", "muster.conf.new.check",
     [](Scene&) { return says(1, "warning: odd\nx:7: error: syntax error\n"); },
     "unbound-checkconf refuses the new file", "x:7: error: syntax error"},
    {"somebody breaks unbound.conf meanwhile", "muster.conf.new.check",
     [](Scene& scene) {
       scene.write_config("no-such-option: 1\n");
       return std::optional<Output>();
     },
     "unbound-checkconf refuses ", "the old file is back"},
};

// Cuts the connection at the `at`-th thing that is asked of it, for good; or ends this process.
class CutSsh : public Ssh {
 public:
  CutSsh(Ssh& real, int at, bool kills = false) : real_(real), left_(at), kills_(kills) {}
  int left() const { return left_; }

  std::unique_ptr<SshSession> log_in(const SshServer& server, std::stop_token stop) override {
    return real_.log_in(server, std::move(stop));
  }
  std::unique_ptr<SshShell> log_in_to_write(const SshServer& server,
                                            std::stop_token stop) override {
    return std::make_unique<Shell>(*this, real_.log_in_to_write(server, std::move(stop)));
  }

 private:
  class Shell : public SshShell {
   public:
    Shell(CutSsh& wire, std::unique_ptr<SshShell> real) : wire_(wire), real_(std::move(real)) {}
    std::optional<std::string> read_file(const std::string& path, size_t most) override {
      wire_.step();
      return real_->read_file(path, most);
    }
    std::string ask_socket(const std::string& path, const std::string& request,
                           size_t most) override {
      return real_->ask_socket(path, request, most);
    }
    std::vector<std::string> list(const std::string& folder) override {
      return real_->list(folder);
    }
    std::string canonical(const std::string& path) override { return real_->canonical(path); }
    // Half of it is there by then.
    void write_file(const std::string& path, std::string_view text) override {
      if (wire_.left() == 1) real_->write_file(path, text.substr(0, text.size() / 2));
      wire_.step();
      real_->write_file(path, text);
    }
    void remove(const std::string& path) override {
      wire_.step();
      real_->remove(path);
    }
    Output run(const std::vector<std::string>& argv, const std::string& input) override {
      wire_.step();
      return real_->run(argv, input);
    }

   private:
    CutSsh& wire_;
    std::unique_ptr<SshShell> real_;
  };

  void step() {
    if (--left_ != 0) return;
    if (kills_) kill(getpid(), SIGKILL);
    throw Error("the connection was cut");
  }
  Ssh& real_;
  int left_;
  bool kills_;
};

std::string content(const Scene& scene) { return slurp(scene.config.file); }

}  // namespace

TEST_CASE("a fault while a change is made is told, the old file is back, and a rerun converges") {
  if (skipped()) return;
  for (const Fault& fault : faults) {
    INFO(fault.what);
    Scene scene;
    scene.start();
    REQUIRE(all_done(scene.reconcile(old_state)));
    const std::string before = content(scene);
    scene.plan(new_state);
    Hurried clock;
    Hooked runner;
    runner.at = fault.at;
    runner.hook = [&] { return fault.hook(scene); };
    Wires wires{clock, scene.http, runner, scene.progress};
    const std::string told = failure(scene.apply(scene.actual, wires));
    CHECK_THAT(told, Catch::Contains(fault.message) && Catch::Contains(fault.why));
    CHECK(content(scene) == before);
    scene.write_config("");
    scene.stop();
    scene.start();
    CHECK(scene.served("web1.berlin.example", "A") == Values{"10.20.4.17"});
    REQUIRE(all_done(scene.reconcile(new_state)));
    CHECK(scene.served("web1.berlin.example", "A") == Values{"10.20.4.99"});
    CHECK(scene.reconcile(new_state).empty());
  }
}

TEST_CASE("a daemon that dies over a reload is told, and the old file is what it starts with") {
  if (skipped()) return;
  Scene scene;
  scene.start();
  REQUIRE(all_done(scene.reconcile(old_state)));
  const std::string before = content(scene);
  std::vector<ZoneRecord> many = new_state;
  for (int i = 0; i < 1'100; ++i) {
    many.push_back(a("h" + std::to_string(i),
                     "10.21." + std::to_string(i / 250) + "." + std::to_string(i % 250 + 1)));
  }
  scene.plan(many);
  Hurried clock;
  Hooked runner;
  runner.at = "reload_keep_cache";
  runner.hook = [&] {
    scene.stop();
    return says(0, "ok\n");
  };
  Wires wires{clock, scene.http, runner, scene.progress};
  CHECK_THAT(failure(scene.apply(scene.actual, wires)),
             Catch::StartsWith("error: unbound did not come back after the reload\n"
                               "  why: the old file is back, but unbound did not come back"));
  CHECK(content(scene) == before);
  scene.start();
  CHECK(scene.served("web1.berlin.example", "A") == Values{"10.20.4.17"});
  REQUIRE(all_done(scene.reconcile(many)));
}

TEST_CASE(
    "a connection that is cut at any step leaves the old content or the new, and a rerun ends it") {
  if (skipped() || ssh_test::without_sshd()) return;
  Scene scene;
  const ssh_test::Sshd sshd;
  const std::string there = sshd.user + "@127.0.0.1:" + std::to_string(sshd.port);
  scene.config.identity = sshd.file("me");
  scene.config.known_hosts = sshd.file("known_hosts");
  scene.start();
  int steps = 1;
  for (bool cut = true; cut; ++steps) {
    INFO("cut at step " << steps);
    REQUIRE(steps < 40);
    scene.config.ssh = "";  // what stands around is quicker here
    scene.reconcile(old_state);
    REQUIRE(scene.served("web1.berlin.example", "A") == Values{"10.20.4.17"});
    scene.plan(new_state);
    scene.config.ssh = there;
    CutSsh ssh(*scene.ssh, steps);
    Wires wires{.clock = scene.clock,
                .http = scene.http,
                .runner = scene.runner,
                .progress = scene.progress,
                .ssh = ssh};
    const auto outcomes = scene.apply(scene.actual, wires);
    cut = ssh.left() <= 0;
    const bool all_there = outcomes.front().result == Result::done;
    const Values now = scene.served("web1.berlin.example", "A");
    CHECK(now == Values{all_there ? "10.20.4.99" : "10.20.4.17"});
    CHECK_FALSE(std::filesystem::exists(unbound::beside(scene.config.file, ".new")));
    scene.config.ssh = "";
    scene.reconcile(new_state);
    CHECK(scene.served("web1.berlin.example", "A") == Values{"10.20.4.99"});
    CHECK(scene.reconcile(new_state).empty());
  }
  CHECK(steps > 8);
}

TEST_CASE(
    "a run that is killed at any step leaves the old content or the new, and a rerun ends it") {
  if (skipped() || ssh_test::without_sshd()) return;
  const ssh_test::Sshd sshd;
  for (const char* style : {"local-data", "auth-zone"}) {
    AuthScene scene;
    scene.config.style = style;
    scene.config.identity = sshd.file("me");
    scene.config.known_hosts = sshd.file("known_hosts");
    int steps = 1;
    for (int status = 1; status != 0; ++steps) {
      INFO(style << ", killed at step " << steps);
      REQUIRE(steps < 60);
      scene.config.ssh = "";  // what stands around is quicker here
      scene.reconcile(old_state);
      scene.plan(new_state);
      scene.config.ssh = sshd.user + "@127.0.0.1:" + std::to_string(sshd.port);
      const pid_t child = fork();
      if (child == 0) {
        CutSsh ssh(*scene.ssh, steps, true);
        scene.apply(scene.actual, {.clock = scene.clock,
                                   .http = scene.http,
                                   .runner = scene.runner,
                                   .progress = scene.progress,
                                   .ssh = ssh});
        _exit(0);
      }
      waitpid(child, &status, 0);
      const Values now = scene.served("web1.berlin.example", "A");
      CHECK((now == Values{"10.20.4.17"} || now == Values{"10.20.4.99"} || now.empty()));
      scene.stop();
      scene.start();  // on whatever was left it starts
      CHECK(!scene.served("web1.berlin.example", "A").empty());
      scene.config.ssh = "";
      scene.reconcile(new_state);
      CHECK(scene.served("web1.berlin.example", "A") == Values{"10.20.4.99"});
      CHECK(scene.reconcile(new_state).empty());
      CHECK(!fs::exists(scene.folder / ".muster.conf.new"));
    }
    CHECK(steps > 12);
  }
}

TEST_CASE("a run that is killed at any command leaves what the next run makes good") {
  if (skipped()) return;
  Scene scene;
  scene.start();
  for (const char* at : {"muster.conf.new.check", "unbound.conf", "local_datas_remove",
                         "unbound-control local_datas"}) {
    INFO("killed at " << at);
    REQUIRE((scene.reconcile(old_state), true));
    scene.plan(new_state);
    const pid_t child = fork();
    if (child == 0) {
      Hooked runner;
      runner.at = at;
      runner.hook = []() -> std::optional<Output> { _exit(9); };
      Wires wires{scene.clock, scene.http, runner, scene.progress};
      scene.apply(scene.actual, wires);
      _exit(0);
    }
    int status = 0;
    waitpid(child, &status, 0);
    REQUIRE(WEXITSTATUS(status) == 9);
    scene.reconcile(new_state);
    CHECK(scene.served("web1.berlin.example", "A") == Values{"10.20.4.99"});
    CHECK(scene.served("db1.berlin.example", "A") == Values{"10.20.4.18"});
    CHECK(scene.reconcile(new_state).empty());
    CHECK(!fs::exists(scene.folder / ".muster.conf.new"));
  }
}

}  // namespace muster::unbound_test
