#include "config/bounded_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/error.h"
#include "core/text.h"

namespace muster {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

[[noreturn]] void fail(const std::string& path, const char* reason) {
  throw Error("cannot read " + path + ": " + reason);
}

}  // namespace

BoundedFile read_bounded(const std::string& path, size_t most) {
  const Descriptor fd(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (fd.get() < 0 || fstat(fd.get(), &status) != 0) fail(path, std::strerror(errno));
  if (!S_ISREG(status.st_mode)) fail(path, "it is not a regular file");
  BoundedFile file{"", status.st_uid, status.st_mode};
  file.text.resize(most + 1);
  size_t size = 0;
  while (size <= most) {
    const ssize_t got = read(fd.get(), file.text.data() + size, most + 1 - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(path, std::strerror(errno));
    if (got == 0) break;
    size += static_cast<size_t>(got);
  }
  if (size > most) throw Error("cannot read " + path + ": larger than " + counted(most, "byte"));
  file.text.resize(size);
  return file;
}

}  // namespace muster
