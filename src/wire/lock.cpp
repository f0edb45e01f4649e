#include "wire/lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "core/error.h"
#include "core/text.h"

namespace muster {
namespace {

std::string holder(int file) {
  std::array<char, 200> text{};
  const ssize_t size = pread(file, text.data(), text.size(), 0);
  return size > 0 ? clean({text.data(), static_cast<size_t>(size)}) : "another process";
}

}  // namespace

Lock::Lock(const std::string& path, const std::string& what) {
  file_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file_ < 0) {
    throw Error("cannot open the lock " + path).because(std::strerror(errno));
  }
  if (flock(file_, LOCK_EX | LOCK_NB) != 0) {
    const std::string who = holder(file_);
    close(file_);
    throw Error("another run is at work here: " + who, Exit::locked)
        .mend("wait until it ends, then run again");
  }
  const std::string text = what + ", pid " + std::to_string(getpid()) + "\n";
  if (ftruncate(file_, 0) != 0 || pwrite(file_, text.data(), text.size(), 0) < 0) {
    close(file_);
    throw Error("cannot write the lock " + path).because(std::strerror(errno));
  }
}

Lock::~Lock() { close(file_); }

}  // namespace muster
