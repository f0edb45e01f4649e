// Single keys at a terminal, and how it is left.
#include "cli/keys.h"

#include <pty.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <thread>

using namespace muster;
using namespace muster::cli;
using namespace std::chrono_literals;

namespace {

struct Pty {
  int person = -1, program = -1;
  Pty() { REQUIRE(openpty(&person, &program, nullptr, nullptr, nullptr) == 0); }
  ~Pty() {
    close(person);
    close(program);
  }
  Pty(const Pty&) = delete;
  Pty& operator=(const Pty&) = delete;

  void type(const std::string& keys) const {
    REQUIRE(write(person, keys.data(), keys.size()) == static_cast<ssize_t>(keys.size()));
  }
  bool cooked() const {
    termios now{};
    REQUIRE(tcgetattr(program, &now) == 0);
    return (now.c_lflag & ICANON) != 0 && (now.c_lflag & ECHO) != 0;
  }
  void until(bool wanted) const {
    for (int tries = 0; cooked() != wanted; ++tries) {
      REQUIRE(tries < 500);
      std::this_thread::sleep_for(10ms);
    }
  }
};

// A program that waits for a key, in a process of its own.
struct Waiting : Pty {
  pid_t child = 0;
  Waiting() {
    child = fork();
    if (child != 0) return;
    for (const int one : {SIGQUIT, SIGTSTP, SIGTERM}) std::signal(one, SIG_DFL);
    TerminalReplies replies(program, {});
    const auto key = replies.next();
    _exit(key == "y" ? 7 : 8);
  }
  ~Waiting() {
    kill(child, SIGKILL);
    waitpid(child, nullptr, WNOHANG);
  }
  int ended() const {
    int status = 0;
    REQUIRE(waitpid(child, &status, WUNTRACED) == child);
    return status;
  }
};

}  // namespace

TEST_CASE("a key is an answer without Enter, and the terminal is as it was afterwards") {
  Pty pty;
  TerminalReplies replies(pty.program, {});
  std::thread person([&] {
    pty.until(false);
    pty.type("a");
  });
  CHECK(replies.next() == "a");
  person.join();
  CHECK(pty.cooked());
  pty.type("nshop 1\n");
  CHECK(replies.next() == "n");
  CHECK(replies.line() == "shop 1");
  pty.type("\x04");
  CHECK(replies.next() == std::nullopt);
  CHECK(pty.cooked());
}

TEST_CASE("an arrow or a letter of two bytes is one key that means nothing") {
  Pty pty;
  TerminalReplies replies(pty.program, {});
  const std::string key = GENERATE("\033[A", "\033OR", "\xc3\xa4", "\033");
  std::thread person([&] {
    pty.until(false);
    pty.type(key);
  });
  CHECK(replies.next() == "\033");
  person.join();
  pty.type("r");
  CHECK(replies.next() == "r");
}

TEST_CASE("a stop ends the wait for a key or a line at once") {
  Pty pty;
  std::stop_source stop;
  TerminalReplies replies(pty.program, stop.get_token());
  std::thread person([&] {
    pty.until(false);
    stop.request_stop();
  });
  CHECK(replies.next() == std::nullopt);
  person.join();
  CHECK(pty.cooked());
  CHECK(replies.line() == std::nullopt);
}

TEST_CASE("a signal that ends the program leaves the terminal as it was") {
  Waiting program;
  program.until(false);
  const int signal = GENERATE(SIGQUIT, SIGUSR1, SIGABRT, SIGALRM);
  kill(program.child, signal);
  const int status = program.ended();
  CHECK(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == signal);
  CHECK(program.cooked());
}

TEST_CASE("a program that is stopped gives the terminal back, and takes it again when it goes on") {
  Waiting program;
  program.until(false);
  kill(program.child, SIGTSTP);
  CHECK(WIFSTOPPED(program.ended()));
  CHECK(program.cooked());
  kill(program.child, SIGCONT);
  program.until(false);
  program.type("y");
  const int status = program.ended();
  CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 7));
  CHECK(program.cooked());
}
