#include "core/interrupt.h"

#include <csignal>

#include <atomic>
#include <thread>

namespace muster {
namespace {

std::stop_source& source() {
  static std::stop_source one;
  return one;
}

std::atomic<int> seen = 0;

// request_stop() takes locks, which a signal handler may not; so the signals are blocked
// everywhere and one thread waits for them.
void wait_for_signal(sigset_t set) {
  int number = 0;
  if (sigwait(&set, &number) != 0) return;
  seen = number;
  for (const int one : {SIGINT, SIGTERM, SIGHUP}) {
    if (sigismember(&set, one) == 1) std::signal(one, SIG_DFL);
  }
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
  source().request_stop();
  sigset_t none;
  sigemptyset(&none);
  while (true) sigsuspend(&none);  // stays, so that a second signal has a thread to go to
}

}  // namespace

Interrupt::Interrupt() {
  source();
  std::signal(SIGPIPE, SIG_IGN);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  struct sigaction hangup {};
  sigaction(SIGHUP, nullptr, &hangup);
  if (hangup.sa_handler != SIG_IGN) sigaddset(&set, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  std::thread(wait_for_signal, set).detach();
}

std::stop_token Interrupt::token() const { return source().get_token(); }
int Interrupt::signal() const { return seen; }

}  // namespace muster
