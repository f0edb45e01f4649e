#include "target/dns/unbound/owned_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/error.h"
#include "wire/fd.h"
#include "wire/files.h"

namespace muster::unbound {
namespace {

constexpr size_t file_limit = 256 << 20;
constexpr mode_t file_mode = 0644;  // Unbound reads it as its own user

[[noreturn]] void fail(const std::string& what, int number) {
  throw Error(what + ": " + std::strerror(number))
      .mend("let the user muster runs as write that folder");
}

void write_all(int file, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const ssize_t wrote = write(file, text.data(), text.size());
    if (wrote < 0 && errno != EINTR) fail("cannot write " + path, errno);
    if (wrote > 0) text.remove_prefix(static_cast<size_t>(wrote));
  }
  if (fchmod(file, file_mode) != 0 || fsync(file) != 0) fail("cannot write " + path, errno);
}

}  // namespace

OwnedFile::OwnedFile(const std::string& path) : path_(path) {
  const size_t slash = path.rfind('/');
  folder_ = slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
  const std::string name = path.substr(slash == std::string::npos ? 0 : slash + 1);
  staged_ = folder_ + "/." + name + ".new";
  old_ = folder_ + "/." + name + ".old";
}

std::string OwnedFile::text() const {
  if (access(path_.c_str(), F_OK) != 0 && errno == ENOENT) return "";
  return read_file(path_, file_limit);
}

void OwnedFile::stage(std::string_view text) const {
  unlink(staged_.c_str());  // left by a run that was killed
  const Fd file(
      open(staged_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, file_mode));
  if (!file) fail("cannot write " + staged_, errno);
  try {
    write_all(file.get(), text, staged_);
  } catch (const Error&) {
    discard();
    throw;
  }
}

void OwnedFile::discard() const { unlink(staged_.c_str()); }

void OwnedFile::swap() {
  unlink(old_.c_str());
  had_file_ = link(path_.c_str(), old_.c_str()) == 0;
  if (!had_file_ && errno != ENOENT) fail("cannot keep the old file as " + old_, errno);
  if (rename(staged_.c_str(), path_.c_str()) != 0) fail("cannot replace " + path_, errno);
  sync_folder();
}

void OwnedFile::restore() {
  const bool done =
      had_file_ ? rename(old_.c_str(), path_.c_str()) == 0 : unlink(path_.c_str()) == 0;
  if (!done) fail("cannot bring the old " + path_ + " back", errno);
  sync_folder();
}

void OwnedFile::sync_folder() const {
  const Fd folder(open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder) fsync(folder.get());
}

}  // namespace muster::unbound
