// Starting another program: no shell, its own process group, default signals, nothing inherited.
#pragma once
#include <sys/types.h>

#include <set>
#include <string>
#include <vector>

#include "wire/fd.h"

namespace muster {

// Both ends close on exec. `ours` does not block.
struct Channel {
  Fd ours, theirs;
};
// A socket and not a pipe, because only a socket can be written to without SIGPIPE.
Channel input_channel();
Channel output_channel();

struct Spawn {
  std::string path;                      // as find_program() gives it
  std::vector<std::string> argv;         // argv[0] is the name it is started by
  std::vector<std::string> environment;  // "NAME=value"
  std::string directory;                 // where it runs; "" here
  int in = -1;                           // -1: /dev/null
  int out = -1;                          // -1: as ours
  int err = -1;                          // -1: as ours
};

// Ours without some variables; and what every program may need: PATH, HOME, TMPDIR, the language.
std::vector<std::string> environment_without(const std::set<std::string>& variables);
std::vector<std::string> bare_environment();

// 0 and the process id, or errno.
int spawn(const Spawn& what, pid_t& pid);

// The exit code of a program that ended or is about to, or 128 + signal.
int reap(pid_t pid);

}  // namespace muster
