#include "wire/program/run.h"

#include <fmt/core.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "core/text.h"
#include "wire/program/spawn.h"
#include "wire/wait.h"

namespace muster {
namespace {

[[noreturn]] void fail(const std::string& what, int number) {
  throw Error(what + ": " + std::strerror(number));
}

bool executable(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
         access(path.c_str(), X_OK) == 0;
}

std::string program_path(const std::string& name) {
  if (const auto path = find_program(name)) return *path;
  if (name.find('/') != std::string::npos) {
    throw Error("\"" + clean(name) + "\" is no program that can be run")
        .mend("check the path and its execute permission");
  }
  throw Error("\"" + clean(name) + "\" is not installed")
      .because("it is neither in PATH nor in /usr/sbin or /sbin")
      .mend("install it, or put its folder in PATH");
}

class Child {
 public:
  Child(const Command& command, const std::vector<std::string>& environment);
  ~Child() {
    if (pid_ > 0) kill_group();
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  Output talk(const Command& command, Waiting& waiting);

 private:
  void feed(std::string_view& input);
  bool drain(Fd& end, std::string& into);
  int reap();
  void kill_group();
  void wait_for_event(bool writing, Instant deadline, Waiting& waiting);

  pid_t pid_ = -1;
  Fd pidfd_, in_, out_, err_;
};

Child::Child(const Command& command, const std::vector<std::string>& environment) {
  const std::string path = program_path(command.argv.at(0));
  Channel in = command.input.empty() ? Channel{} : input_channel();
  Channel out = output_channel();
  Channel err = output_channel();
  const int error = spawn({path, command.argv, environment, command.directory, in.theirs.get(),
                           out.theirs.get(), err.theirs.get()},
                          pid_);
  if (error != 0) {
    pid_ = -1;
    const std::string place = command.directory.empty() ? "" : " in " + clean(command.directory);
    fail("cannot run \"" + clean(command.argv[0]) + "\"" + place, error);
  }
  pidfd_ = Fd(static_cast<int>(syscall(SYS_pidfd_open, pid_, 0)));
  if (pidfd_.get() < 0) {
    const int number = errno;
    kill_group();
    fail("cannot watch \"" + clean(command.argv[0]) + "\"", number);
  }
  in_ = std::move(in.ours);
  out_ = std::move(out.ours);
  err_ = std::move(err.ours);
}

void Child::feed(std::string_view& input) {
  const ssize_t sent = send(in_.get(), input.data(), input.size(), MSG_NOSIGNAL);
  if (sent >= 0) input.remove_prefix(static_cast<size_t>(sent));
  const bool gone = sent < 0 && errno != EAGAIN && errno != EINTR;
  if (input.empty() || gone) in_.close();  // a program need not read all of its input
}

// False when there was nothing to read now.
bool Child::drain(Fd& end, std::string& into) {
  if (end.get() < 0) return false;
  std::array<char, 65'536> buffer;
  const ssize_t got = read(end.get(), buffer.data(), buffer.size());
  if (got > 0) {
    into.append(buffer.data(), static_cast<size_t>(got));
    return true;
  }
  if (got == 0 || (errno != EAGAIN && errno != EINTR)) end.close();
  return false;
}

int Child::reap() { return muster::reap(std::exchange(pid_, -1)); }

void Child::kill_group() {
  constexpr int grace_ms = 1000;
  kill(-pid_, SIGTERM);
  pollfd exited{pidfd_.get(), POLLIN, 0};
  if (pidfd_.get() >= 0) poll(&exited, 1, grace_ms);
  kill(-pid_, SIGKILL);
  reap();
}

void Child::wait_for_event(bool writing, Instant deadline, Waiting& waiting) {
  std::array<pollfd, 4> watched{{{pidfd_.get(), POLLIN, 0},
                                 {out_.get(), POLLIN, 0},
                                 {err_.get(), POLLIN, 0},
                                 {writing ? in_.get() : -1, POLLOUT, 0}}};
  waiting.wait(watched, deadline);
}

// Returns when the program itself ends, even if something it left behind holds its output open.
Output Child::talk(const Command& command, Waiting& waiting) {
  const std::string name = "\"" + clean(command.argv[0]) + "\"";
  const Instant deadline = waiting.now() + command.timeout;
  Output output;
  std::string_view input = command.input;
  for (bool ended = false; !ended;) {
    wait_for_event(!input.empty(), deadline, waiting);
    if (waiting.stopped()) throw Error(name + " was stopped", Exit::interrupted);
    if (waiting.now() >= deadline) {
      throw Error(fmt::format("{} did not finish in {} ms", name, command.timeout.count()));
    }
    pollfd exited{pidfd_.get(), POLLIN, 0};
    ended = poll(&exited, 1, 0) > 0;
    if (in_.get() >= 0) feed(input);
    while (drain(out_, output.out) || drain(err_, output.err)) {
      if (output.out.size() + output.err.size() > command.max_bytes) {
        throw Error(name + " wrote more than " + counted(command.max_bytes, "byte"));
      }
    }
  }
  output.code = reap();
  return output;
}

}  // namespace

std::optional<std::string> find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) {
    return executable(name) ? std::optional(name) : std::nullopt;
  }
  const char* path = std::getenv("PATH");
  for (const std::string& folder : split(std::string(path ? path : "") + ":/usr/sbin:/sbin", ':')) {
    if (!folder.empty() && executable(folder + "/" + name)) return folder + "/" + name;
  }
  return std::nullopt;
}

Output SystemRunner::run(const Command& command, std::stop_token stop) {
  if (stop.stop_requested()) throw Error("stopped before a program was run", Exit::interrupted);
  Waiting waiting(clock_, std::move(stop));
  return Child(command, environment_for(command)).talk(command, waiting);
}

std::vector<std::string> SystemRunner::environment_for(const Command& command) {
  const std::lock_guard guard(mutex_);
  return command.bare ? bare_environment() : environment_without(kept_back_);
}

void SystemRunner::keep_back(const std::string& variable) {
  const std::lock_guard guard(mutex_);
  kept_back_.insert(variable);
}

}  // namespace muster
