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

Lock::Lock(const std::string& path, const std::string& what)
    : file_(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644)) {
  if (!file_) {
    throw Error("cannot open the lock " + path).because(std::strerror(errno));
  }
  if (flock(file_.get(), LOCK_EX | LOCK_NB) != 0) {
    throw Error("another run is at work here: " + holder(file_.get()), Exit::locked)
        .mend("wait until it ends, then run again");
  }
  const std::string text = what + ", pid " + std::to_string(getpid()) + "\n";
  if (ftruncate(file_.get(), 0) != 0 || pwrite(file_.get(), text.data(), text.size(), 0) < 0) {
    throw Error("cannot write the lock " + path).because(std::strerror(errno));
  }
}

}  // namespace muster
