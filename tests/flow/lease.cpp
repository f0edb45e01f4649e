// Of several clones only one writes at a time.
#include "flow/lease.h"

#include <unistd.h>

#include "flow_scene.h"

using namespace muster;
using namespace muster::test;

namespace {

struct Clones : FlowScene {
  std::string one = clone("one"), two = clone("two");
  Repo first = Repo::open(one, &runner), second = Repo::open(two, &runner);

  std::string clone(const std::string& name) const {
    const std::string place = folder() + "/" + name;
    run("git clone -q 'file://" + root() + "' '" + place + "'");
    run("git -C '" + place + "' config user.name " + name);
    run("git -C '" + place + "' config user.email ada@example.net");
    return place;
  }

  std::unique_ptr<WriteLease> take(const Repo& repo, bool take_over = false) {
    return std::make_unique<WriteLease>(repo, runner, clock, take_over, std::stop_token());
  }

  std::string refusal(const Repo& repo) {
    return refused([&] { take(repo); });
  }

  std::string held() const {
    return git("for-each-ref '--format=%(objectname)' refs/muster/lease");
  }

  // What the run of clone "one" tells of itself.
  static std::string who(const std::string& until) {
    std::array<char, 256> name{};
    gethostname(name.data(), name.size() - 1);
    return fmt::format("one on {}, process {} since 2026-08-21T00:00:00Z, until {}", name.data(),
                       getpid(), until);
  }
};

constexpr const char* free_again = "nothing was refused";

}  // namespace

TEST_CASE("while one clone has the lease another is told who and until when") {
  Clones scene;
  {
    const auto lease = scene.take(scene.first);
    CHECK(scene.refusal(scene.second) ==
          "exit 7\nerror: another run writes: " + Clones::who("2026-08-21T00:15:00Z") +
              "\n  fix: wait until it ends; when it is dead, add "
              "--take-over\n");
  }
  CHECK(scene.held() == "");
  CHECK(scene.refusal(scene.second) == free_again);
}

TEST_CASE("a dead run of the same clone, and one whose time is over, keep nobody out") {
  Clones scene;
  auto dead = scene.take(scene.first);
  scene.clock.time += std::chrono::seconds(1);
  const auto again = scene.take(scene.first);
  dead.reset();  // has nothing to give back any more
  CHECK(scene.held() != "");
  CHECK(scene.refusal(scene.second) != free_again);
  scene.clock.time += WriteLease::lasts;
  CHECK(scene.refusal(scene.second) == free_again);
}

TEST_CASE("a lease that is kept lasts, and one that was taken over is lost") {
  Clones scene;
  const auto lease = scene.take(scene.first);
  const std::string before = scene.held();
  lease->keep();
  CHECK(scene.held() == before);
  for (int i = 0; i < 4; ++i) {
    scene.clock.time += std::chrono::minutes(5);
    lease->keep();
  }
  CHECK(scene.refusal(scene.second) ==
        "exit 7\nerror: another run writes: " + Clones::who("2026-08-21T00:35:00Z") +
            "\n  fix: wait until it ends; when it is dead, add "
            "--take-over\n");
  const auto other = scene.take(scene.second, true);
  std::stop_source stops;
  LeasedProgress progress(scene.progress, *lease, stops);
  scene.clock.time += std::chrono::minutes(4);
  progress.step(1, 2);
  CHECK_FALSE(progress.lost());
  scene.clock.time += std::chrono::minutes(1);
  progress.phase("writing");
  CHECK(stops.stop_requested());
  REQUIRE(progress.lost());
  CHECK(progress.lost()->message.starts_with("the lease was taken over by two on "));
}

TEST_CASE("a remote that stops answering ends the lease before its time is over") {
  Clones scene;
  const auto lease = scene.take(scene.first);
  scene.git("config receive.denyDeletes true");
  scene.write(".git/hooks/pre-receive", "#!/bin/sh\nexit 1\n");
  std::filesystem::permissions(scene.root() + "/.git/hooks/pre-receive",
                               std::filesystem::perms::owner_all);
  scene.clock.time += std::chrono::minutes(5);
  lease->keep();
  scene.clock.time += std::chrono::minutes(5);
  CHECK(refused([&] { lease->keep(); }) ==
        "exit 7\nerror: the lease cannot be renewed, and ends at 2026-08-21T00:15:00Z\n");
}

TEST_CASE("a remote that is away for a while does not end the lease") {
  Clones scene;
  const auto lease = scene.take(scene.first);
  const std::string away = scene.folder() + "/away";
  std::filesystem::rename(scene.root(), away);
  scene.clock.time += std::chrono::minutes(6);
  lease->keep();
  std::filesystem::rename(away, scene.root());
  lease->keep();
  CHECK(scene.refusal(scene.second).find(Clones::who("2026-08-21T00:21:00Z")) != std::string::npos);
}

TEST_CASE("a remote that takes no lease is an error with the way out") {
  Clones scene;
  scene.write(".git/hooks/pre-receive", "#!/bin/sh\necho 'read only'; exit 1\n");
  std::filesystem::permissions(scene.root() + "/.git/hooks/pre-receive",
                               std::filesystem::perms::owner_all);
  const std::string said = scene.refusal(scene.first);
  CHECK(
      said.starts_with("exit 1\nerror: cannot take the lease refs/muster/lease of origin\n"
                       "  why: remote: read only; "));
  CHECK(
      said.ends_with("\n  fix: let this machine push to refs/muster/*, or reconcile from one "
                     "clone only, with --offline\n"));
}

TEST_CASE("a note that cannot be read is somebody's") {
  Clones scene;
  scene.write("note", "{\"holder\": \"\\u001b[31mred\", \"until\": \"soon\"}");
  scene.git("update-ref refs/muster/lease " + scene.git("hash-object -w note"));
  CHECK(scene.refusal(scene.first) ==
        "exit 7\nerror: another run writes: \\u001b[31mred since 9999-12-31T23:59:59Z, until "
        "9999-12-31T23:59:59Z\n  fix: wait until it ends; when it is dead, add --take-over\n");
  CHECK(scene.take(scene.first, true) != nullptr);
}
