#include "wire/wait.h"

#include <sys/eventfd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "core/error.h"

namespace muster {

StopBell::StopBell(std::stop_token stop) : descriptor_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (!descriptor_) throw Error("no event descriptor").because(std::strerror(errno));
  ring_.emplace(std::move(stop), Ring{this});
}

void StopBell::Ring::operator()() const { eventfd_write(bell->descriptor(), 1); }

bool Waiting::wait(std::span<pollfd> watched, Instant until) {
  const auto ready = [](const pollfd& one) { return one.revents != 0; };
  while (!stopped()) {
    std::vector<pollfd> polled(watched.begin(), watched.end());
    polled.push_back({bell_.descriptor(), POLLIN, 0});
    clock_.poll(polled, until);
    std::copy_n(polled.begin(), watched.size(), watched.begin());
    if (stopped()) break;
    if (std::any_of(watched.begin(), watched.end(), ready)) return true;
    if (now() >= until) break;
  }
  return false;
}

bool Waiting::wait(int descriptor, short events, Instant until) {
  pollfd one{descriptor, events, 0};
  return wait({&one, 1}, until);
}

}  // namespace muster
