#include "wire/program/spawn.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "core/error.h"

namespace muster {
namespace {

class SpawnActions {
 public:
  SpawnActions() { posix_spawn_file_actions_init(&value_); }
  ~SpawnActions() { posix_spawn_file_actions_destroy(&value_); }
  SpawnActions(const SpawnActions&) = delete;
  SpawnActions& operator=(const SpawnActions&) = delete;
  posix_spawn_file_actions_t* get() { return &value_; }

 private:
  posix_spawn_file_actions_t value_{};
};

// Its own process group, default signals and an empty signal mask.
class SpawnAttributes {
 public:
  SpawnAttributes() {
    posix_spawnattr_init(&value_);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&value_, &none);
    posix_spawnattr_setsigdefault(&value_, &all);
    posix_spawnattr_setpgroup(&value_, 0);
    posix_spawnattr_setflags(
        &value_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnAttributes() { posix_spawnattr_destroy(&value_); }
  SpawnAttributes(const SpawnAttributes&) = delete;
  SpawnAttributes& operator=(const SpawnAttributes&) = delete;
  const posix_spawnattr_t* get() const { return &value_; }

 private:
  posix_spawnattr_t value_{};
};

[[noreturn]] void fail(const std::string& what) { throw Error(what + ": " + std::strerror(errno)); }

// As exec(3) wants them. It does not write to them.
std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (const std::string& text : texts) out.push_back(const_cast<char*>(text.c_str()));
  out.push_back(nullptr);
  return out;
}

template <class Wanted>
std::vector<std::string> environment_where(const Wanted& wanted) {
  std::vector<std::string> out;
  for (char** row = environ; *row != nullptr; ++row) {
    const std::string_view variable(*row);
    if (wanted(variable.substr(0, variable.find('=')))) out.emplace_back(variable);
  }
  return out;
}

}  // namespace

std::vector<std::string> environment_without(const std::set<std::string>& variables) {
  return environment_where(
      [&](std::string_view name) { return !variables.contains(std::string(name)); });
}

std::vector<std::string> bare_environment() {
  constexpr std::array<std::string_view, 6> usual{"PATH", "HOME", "TMPDIR",
                                                  "TZ",   "LANG", "LANGUAGE"};
  return environment_where([&](std::string_view name) {
    return name.starts_with("LC_") || std::find(usual.begin(), usual.end(), name) != usual.end();
  });
}

Channel input_channel() {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    fail("cannot open a socket");
  }
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return {Fd(ends[0]), Fd(ends[1])};
}

Channel output_channel() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) fail("cannot open a pipe");
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  return {Fd(ends[0]), Fd(ends[1])};
}

int spawn(const Spawn& what, pid_t& pid) {
  SpawnActions actions;
  if (what.in < 0) {
    posix_spawn_file_actions_addopen(actions.get(), 0, "/dev/null", O_RDONLY, 0);
  } else {
    posix_spawn_file_actions_adddup2(actions.get(), what.in, 0);
  }
  if (what.out >= 0) posix_spawn_file_actions_adddup2(actions.get(), what.out, 1);
  if (what.err >= 0) posix_spawn_file_actions_adddup2(actions.get(), what.err, 2);
  if (!what.directory.empty()) {
    posix_spawn_file_actions_addchdir_np(actions.get(), what.directory.c_str());
  }
  const auto argv = pointers_to(what.argv);
  const auto environment = pointers_to(what.environment);
  const SpawnAttributes attributes;
  return posix_spawn(&pid, what.path.c_str(), actions.get(), attributes.get(), argv.data(),
                     environment.data());
}

int reap(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace muster
