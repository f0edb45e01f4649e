// Runs another program: no shell, an argument vector, bounded output and time.
#pragma once
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/error.h"

namespace muster {

struct Command {
  std::vector<std::string> argv;  // argv[0] is looked up in PATH, then /usr/sbin and /sbin
  std::string input;              // to its standard input
  std::string directory;          // where it runs; "" here
  Milliseconds timeout{30'000};
  size_t max_bytes = 16 << 20;  // of stdout and stderr together
  bool bare = false;            // it gets PATH, HOME and the language, and no other variable
};

struct Output {
  int code = 0;  // exit code, or 128 + signal
  std::string out;
  std::string err;
};

// What the program said that decided, on one line of at most `limit` bytes: its errors, each once
// and without time and process, or where it names none, the first thing that is no warning.
std::string decisive(const Output& output, size_t limit = 400);

// Where `name` is found, as argv[0] is; nullopt: not installed.
std::optional<std::string> find_program(const std::string& name);

class Runner {
 public:
  virtual ~Runner() = default;
  // Error when the program cannot be started, takes too long or writes too much.
  virtual Output run(const Command& command, std::stop_token stop) = 0;
  // Programs that are run from now on do not get this variable, because it holds a secret.
  virtual void keep_back(const std::string& /*variable*/) {}
};

class SystemRunner : public Runner {
 public:
  explicit SystemRunner(Clock& clock) : clock_(clock) {}
  Output run(const Command& command, std::stop_token stop) override;
  void keep_back(const std::string& variable) override;

 private:
  std::vector<std::string> environment_for(const Command& command);

  Clock& clock_;
  std::mutex mutex_;
  std::set<std::string> kept_back_;
};

}  // namespace muster
