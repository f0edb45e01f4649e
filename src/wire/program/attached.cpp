#include "wire/program/attached.h"

#include <spawn.h>
#include <unistd.h>

#include <cstring>

#include "core/error.h"
#include "wire/program/spawn.h"

namespace muster {

int run_attached(const std::vector<std::string>& argv) {
  std::vector<char*> words;
  for (const std::string& word : argv) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  pid_t pid = 0;
  const int failed = ::posix_spawnp(&pid, words[0], nullptr, nullptr, words.data(), environ);
  if (failed != 0) throw Error("cannot start " + argv[0]).because(std::strerror(failed));
  return reap(pid);
}

}  // namespace muster
