#include "cli/keys.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <functional>

namespace muster::cli {
namespace {

// Ctrl-D, and what the kernel makes of one that is typed while it still gathers lines.
bool is_end(char byte) { return byte == 4 || byte == 0; }

constexpr char escape = 033;

// What signals find: only one terminal is ever waited at.
struct Shared {
  int terminal = -1;
  termios before{}, single{};
};
Shared shared;  // NOLINT: a handler of signals reads it

extern "C" void give_back(int signal) {
  const int kept = errno;
  tcsetattr(shared.terminal, TCSANOW, &shared.before);
  if (signal == SIGTSTP) {
    raise(SIGSTOP);
    tcsetattr(shared.terminal, TCSANOW, &shared.single);
  } else {
    std::signal(signal, SIG_DFL);
    raise(signal);
  }
  errno = kept;
}

// Interrupt has SIGINT, SIGTERM and SIGHUP become a stop; these end or stop the program at once.
constexpr std::array abrupt{SIGQUIT, SIGTSTP, SIGABRT, SIGALRM, SIGUSR1, SIGUSR2};

// While it lives keys come one by one and are not shown.
class SingleKeys {
 public:
  explicit SingleKeys(int terminal) {
    shared.terminal = terminal;
    if (tcgetattr(terminal, &shared.before) != 0) return;
    shared.single = shared.before;
    shared.single.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    shared.single.c_cc[VMIN] = 1;
    shared.single.c_cc[VTIME] = 0;
    struct sigaction own {};
    own.sa_handler = give_back;
    own.sa_flags = SA_RESTART;
    for (size_t i = 0; i < abrupt.size(); ++i) sigaction(abrupt[i], &own, &others_[i]);
    set_ = tcsetattr(terminal, TCSADRAIN, &shared.single) == 0;
  }
  ~SingleKeys() {
    if (!set_) return;
    tcsetattr(shared.terminal, TCSADRAIN, &shared.before);
    for (size_t i = 0; i < abrupt.size(); ++i) sigaction(abrupt[i], &others_[i], nullptr);
  }
  SingleKeys(const SingleKeys&) = delete;
  SingleKeys& operator=(const SingleKeys&) = delete;

 private:
  std::array<struct sigaction, abrupt.size()> others_{};
  bool set_ = false;
};

bool more_comes(int terminal) {
  constexpr int in_one_key_ms = 30;
  pollfd one{terminal, POLLIN, 0};
  return poll(&one, 1, in_one_key_ms) == 1;
}

}  // namespace

TerminalReplies::TerminalReplies(int terminal, std::stop_token stop)
    : terminal_(terminal),
      woken_(eventfd(0, EFD_CLOEXEC)),
      wake_(std::move(stop), [this] { eventfd_write(woken_, 1); }) {}

TerminalReplies::~TerminalReplies() { close(woken_); }

bool TerminalReplies::wait() const {
  while (true) {
    std::array<pollfd, 2> both{{{terminal_, POLLIN, 0}, {woken_, POLLIN, 0}}};
    const int ready = poll(both.data(), both.size(), -1);
    if (ready < 0 && errno == EINTR) continue;
    return ready > 0 && both[1].revents == 0;
  }
}

std::optional<char> TerminalReplies::read_byte() const {
  char byte = 0;
  while (true) {
    if (!wait()) return std::nullopt;
    const ssize_t size = read(terminal_, &byte, 1);
    if (size == 1) return byte;
    if (size == 0 || errno != EINTR) return std::nullopt;
  }
}

std::optional<std::string> TerminalReplies::next() {
  const SingleKeys keys(terminal_);
  const auto byte = read_byte();
  if (!byte || is_end(*byte)) return std::nullopt;
  const bool longer = *byte == escape || static_cast<unsigned char>(*byte) >= 0x80;
  if (!longer) return std::string(1, *byte);
  while (more_comes(terminal_) && read_byte()) {
  }
  return std::string(1, escape);
}

std::optional<std::string> TerminalReplies::line() {
  std::string text;
  while (true) {
    const auto byte = read_byte();
    if (!byte) return std::nullopt;
    if (*byte == '\n') return text;
    text += *byte;
  }
}

}  // namespace muster::cli
