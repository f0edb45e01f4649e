#include "run.h"

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>

namespace muster::lab {
namespace {

sigset_t stop_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGINT);
  return set;
}

bool input_ended() {
  std::array<char, 256> ignored;
  return ::read(STDIN_FILENO, ignored.data(), ignored.size()) <= 0;
}

}  // namespace

void block_signals() {
  const sigset_t set = stop_signals();
  ::sigprocmask(SIG_BLOCK, &set, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
}

void wait_for_stop(bool until_eof) {
  const sigset_t set = stop_signals();
  const int signals = ::signalfd(-1, &set, SFD_CLOEXEC);
  std::array<pollfd, 2> waited{{{signals, POLLIN, 0}, {STDIN_FILENO, POLLIN, 0}}};
  while (::poll(waited.data(), until_eof ? 2 : 1, -1) >= 0) {
    if (waited[0].revents != 0) break;
    if (waited[1].revents != 0 && input_ended()) break;
  }
  ::close(signals);
}

}  // namespace muster::lab
