// A server that is not there at first.
#include <functional>

#include "wire/ssh_scene.h"

namespace muster::ssh_test {
namespace {

// Waiting between attempts is when something is done to the server.
struct Waited : SystemClock {
  std::function<void(int)> at;
  int times = 0;
  void sleep(Milliseconds duration, std::stop_token stop) override {
    const bool between = duration == Milliseconds(500) || duration == Milliseconds(1000);
    between ? at(++times) : SystemClock::sleep(duration, std::move(stop));
  }
};

}  // namespace

TEST_CASE(
    "a server that is back at the third attempt is logged in to, and one that is not is left") {
  if (without_sshd()) return;
  Sshd sshd;
  SshServer server = sshd.server();
  server.attempts = 3;
  sshd.stop();
  Waited clock;
  clock.at = [&](int time) {
    if (time == 2) sshd.start_again();
  };
  const auto ssh = make_ssh(clock);
  CHECK(ssh->log_in(server, {})->read_file(sshd.file("me.pub"), 1'000).has_value());
  CHECK(clock.times == 2);
  sshd.stop();
  clock.times = 0;
  clock.at = [](int) {};
  CHECK_THROWS_WITH(ssh->log_in(server, {}), Catch::Contains("cannot connect"));
  CHECK(clock.times == 2);
}

}  // namespace muster::ssh_test
