// What muster may not do or has no room for: the old content is served, what people read, and that
// the next run converges once it is mended.
#include <sys/mount.h>
#include <sys/resource.h>

#include <thread>

#include "dns_checks.h"
#include "unbound_scene.h"

namespace muster::unbound_test {
namespace {

using Answer = std::vector<std::string>;

const std::vector<ZoneRecord> first_records{a("web1", "10.20.4.17")};
const std::vector<ZoneRecord> next_records{a("web1", "10.20.4.99"), a("db1", "10.20.4.18")};

// This process as an ordinary user, when it is root's.
class Ordinary {
 public:
  Ordinary() { become(65'534); }
  ~Ordinary() { become(0); }
  Ordinary(const Ordinary&) = delete;
  Ordinary& operator=(const Ordinary&) = delete;

 private:
  static void become(uid_t user) {
    if (getuid() == 0) must(seteuid(user) == 0, "cannot become another user");
  }
};

// Files of this process may not be longer.
class Full {
 public:
  explicit Full(rlim_t most) {
    signal(SIGXFSZ, SIG_IGN);
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit small{most, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
  }
  ~Full() { setrlimit(RLIMIT_FSIZE, &before_); }
  Full(const Full&) = delete;
  Full& operator=(const Full&) = delete;

 private:
  rlimit before_{};
};

struct Mounted {
  fs::path at;
  ~Mounted() { umount2(at.c_str(), MNT_DETACH); }
};

struct Running : Scene {
  explicit Running(const std::function<void(Scene&)>& arranged = {}) {
    if (arranged) {
      arranged(*this);
      write(config.file, "");
      write_config("");
    }
    start();
    must(reconcile(first_records).front().result == Result::done, "the first records do not go in");
    before = slurp(config.file);
  }

  // The outcome of a change that fails, and that nothing changed by it.
  template <class Hindrance, class... Args>
  std::string hindered(Args... args) {
    plan(next_records);
    std::vector<Outcome> outcomes;
    {
      [[maybe_unused]] const Hindrance hindrance{args...};
      outcomes = apply();
    }
    CHECK(slurp(config.file) == before);
    CHECK(served("web1.berlin.example", "A") == Answer{"10.20.4.17"});
    return failure(outcomes);
  }

  void converges() {
    REQUIRE(all_done(reconcile(next_records)));
    CHECK(served("web1.berlin.example", "A") == Answer{"10.20.4.99"});
    CHECK(reconcile(next_records).empty());
    CHECK(!fs::exists(folder / ".muster.conf.new"));
  }

  std::string at(const std::string& name) const { return (folder / name).string(); }

  std::string before;
};

struct Nothing {};

// What `said` tells in a process of an ordinary user, of whom the programs are that it runs, too.
std::string told_by_nobody(const std::function<std::string()>& said) {
  int ends[2];
  must(pipe(ends) == 0, "no pipe");
  const pid_t child = fork();
  if (child == 0) {
    must(setgid(65'534) == 0 && setuid(65'534) == 0, "cannot become another user");
    const std::string text = said();
    _exit(::write(ends[1], text.data(), text.size()) < 0 ? 1 : 0);
  }
  close(ends[1]);
  std::string text(4096, '\0');
  const ssize_t got = ::read(ends[0], text.data(), text.size());
  close(ends[0]);
  waitpid(child, nullptr, 0);
  text.resize(static_cast<size_t>(std::max<ssize_t>(got, 0)));
  return text;
}

}  // namespace

TEST_CASE("a folder that muster may not write stops the change before anything") {
  if (skipped()) return;
  Running scene;
  chmod(scene.folder.c_str(), 0755);
  CHECK(scene.hindered<Ordinary>() == "error: cannot write " + scene.at(".muster.conf.new") +
                                          ": Permission denied\n"
                                          "  fix: let the user muster runs as write that folder\n");
  scene.converges();
}

TEST_CASE("a control socket that nobody listens at stops the change, and the old file is back") {
  if (skipped()) return;
  Running scene;
  const std::string good = slurp(scene.config.config);
  std::string wrong = good;
  wrong.replace(wrong.find("/control\""), 9, "/elsewhere\"");
  write(scene.config.config, wrong);
  CHECK_THAT(scene.hindered<Nothing>(),
             Catch::StartsWith("error: unbound-control local_datas_remove failed\n"
                               "  why: error: connect: No such file or directory for " +
                               scene.at("elsewhere")) &&
                 Catch::Contains("the old file is back"));
  write(scene.config.config, good);
  scene.converges();
}

TEST_CASE("a user who may write and not control is told so, and the old file is back") {
  if (skipped()) return;
  if (getuid() != 0) return;  // whoever runs the test may control its Unbound
  Running scene;
  chmod(scene.folder.c_str(), 0777);
  for (const char* file : {"muster.conf", ".muster.conf.old"}) {
    if (fs::exists(scene.at(file))) must(chown(scene.at(file).c_str(), 65'534, 65'534) == 0, file);
  }
  scene.plan(next_records);
  const std::string told = told_by_nobody([&] { return render(*scene.apply().front().error); });
  CHECK(slurp(scene.config.file) == scene.before);
  CHECK(scene.served("web1.berlin.example", "A") == Answer{"10.20.4.17"});
  CHECK_THAT(told, Catch::StartsWith("error: unbound-control local_datas_remove failed\n"
                                     "  why: error: connect: Permission denied for " +
                                     scene.at("control") + "; the old file is back, but "));
  scene.converges();
}

TEST_CASE("a disk that is full is told, and nothing of the new file is left") {
  if (skipped()) return;
  const Folder place("muster-small");
  if (mount("none", place.path.c_str(), "tmpfs", 0, "size=16k") != 0) return;
  const Mounted small{place.path};
  Running scene([&](Scene& it) { it.config.file = (place.path / "muster.conf").string(); });
  write(place.path / "much", std::string(1 << 20, 'x'));
  CHECK(scene.hindered<Nothing>() == "error: cannot write " +
                                         (place.path / ".muster.conf.new").string() +
                                         ": No space left on device\n"
                                         "  fix: let the user muster runs as write that folder\n");
  CHECK(!fs::exists(place.path / ".muster.conf.new"));
  fs::remove(place.path / "much");
  scene.converges();
}

TEST_CASE("a file that has no room is told, and nothing of it is left") {
  if (skipped()) return;
  Running scene;
  CHECK(scene.hindered<Full>(rlim_t{100}) ==
        "error: cannot write " + scene.at(".muster.conf.new") +
            ": File too large\n"
            "  fix: let the user muster runs as write that folder\n");
  CHECK(!fs::exists(scene.at(".muster.conf.new")));
  scene.converges();
}

TEST_CASE("two runs at once leave what the next one makes good") {
  if (skipped()) return;
  Running scene;
  scene.plan(next_records);
  const auto run = [&] {
    SystemRunner runner(scene.clock);
    scene.apply(scene.actual, {scene.clock, scene.http, runner, scene.progress});
  };
  std::thread other(run);
  run();
  other.join();
  const Answer now = scene.served("web1.berlin.example", "A");
  CHECK((now == Answer{"10.20.4.17"} || now == Answer{"10.20.4.99"}));
  scene.reconcile(next_records);
  CHECK(scene.served("web1.berlin.example", "A") == Answer{"10.20.4.99"});
  CHECK(scene.reconcile(next_records).empty());
}

TEST_CASE("an Unbound whose configuration does not include the file is not written for") {
  if (skipped()) return;
  Running scene;
  const std::string text = slurp(scene.config.config);
  const size_t at = text.find("include: ");
  write(scene.config.config, text.substr(0, at));
  CHECK_THROWS_WITH(scene.plan(next_records), scene.config.config + " does not include " +
                                                  scene.config.file +
                                                  ", so nothing in it would be served");
  CHECK(slurp(scene.config.file) == scene.before);
  write(scene.config.config, text);
  scene.converges();
}

}  // namespace muster::unbound_test
