#include "wire/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include "core/error.h"
#include "core/text.h"
#include "wire/fd.h"

namespace muster {
namespace {

namespace fs = std::filesystem;

Error failed(const std::string& what, const std::string& path) {
  return Error("cannot " + what + " " + path).because(std::strerror(errno));
}

void write_all(int file, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const ssize_t size = ::write(file, text.data(), text.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) throw failed("write", path);
    text.remove_prefix(static_cast<size_t>(size));
  }
}

void refuse_links(const fs::path& root, const fs::path& path) {
  fs::path step = root;
  for (const fs::path& part : path) {
    step /= part;
    if (part == ".." || fs::is_symlink(fs::symlink_status(step))) {
      throw Error("will not write through " + step.string())
          .because("it is a symbolic link or leads out of the repository")
          .mend("replace it by a real folder or file");
    }
  }
}

enum class Mode { kept, owner };

enum class Flush { now, later };

void write_as(Mode mode, const std::string& path, const std::function<std::string()>& next,
              Flush flush = Flush::now) {
  const std::string temporary = path + ".muster-" + std::to_string(getpid());
  const mode_t fresh = mode == Mode::owner ? 0600 : 0644;
  const Fd file(
      ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, fresh));
  if (!file) throw failed("write", path);
  try {
    struct stat old {};
    const bool there = mode == Mode::kept && ::stat(path.c_str(), &old) == 0;
    if (there && ::fchmod(file.get(), old.st_mode & 07777) != 0) {
      throw failed("keep the mode of", path);
    }
    for (std::string piece = next(); !piece.empty(); piece = next()) {
      write_all(file.get(), piece, path);
    }
    if (flush == Flush::now && ::fsync(file.get()) != 0) throw failed("write", path);
    if (::rename(temporary.c_str(), path.c_str()) != 0) throw failed("replace", path);
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
}

std::function<std::string()> once(std::string_view text) {
  return [text]() mutable { return std::string(std::exchange(text, std::string_view())); };
}

// What symbolic links lead to, there or not.
std::string behind_links(const std::string& path) {
  constexpr int most = 40;  // as the kernel
  fs::path at = path;
  for (int step = 0; step < most && fs::is_symlink(fs::symlink_status(at)); ++step) {
    at = at.parent_path() / fs::read_symlink(at);
  }
  return at.string();
}

[[noreturn]] void cannot_read(const std::string& path, const char* reason) {
  throw Error("cannot read " + path + ": " + reason);
}

}  // namespace

void write_file(const std::string& path, std::string_view text) {
  const std::string file = behind_links(path);
  struct stat there {};
  if (::stat(file.c_str(), &there) == 0 && !S_ISREG(there.st_mode)) {
    const Fd open(::open(file.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY));
    if (!open) throw failed("write", path);
    write_all(open.get(), text, path);
  } else {
    write_as(Mode::kept, file, once(text));
  }
}

void write_private_file(const std::string& path, std::string_view text) {
  write_as(Mode::owner, path, once(text));
}

void write_file(const std::string& path, const std::function<std::string()>& next) {
  write_as(Mode::kept, path, next);
}

void write_below(const std::string& root, const std::string& path, std::string_view text) {
  refuse_links(root, path);
  const fs::path whole = fs::path(root) / path;
  std::error_code error;
  fs::create_directories(whole.parent_path(), error);
  if (error) {
    throw Error("cannot make the folder " + whole.parent_path().string()).because(error.message());
  }
  write_as(Mode::kept, whole.string(), once(text), Flush::later);
}

void flush_below(const std::string& root) {
  const Fd folder(::open(root.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder || ::syncfs(folder.get()) != 0) throw failed("write below", root);
}

BoundedFile read_bounded(const std::string& path, size_t most) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (!fd || ::fstat(fd.get(), &status) != 0) cannot_read(path, std::strerror(errno));
  if (!S_ISREG(status.st_mode)) cannot_read(path, "it is not a regular file");
  BoundedFile file{"", status.st_uid, status.st_mode};
  file.text.resize(std::min(static_cast<size_t>(status.st_size), most) + 1);
  size_t size = 0;
  while (size <= most) {
    if (size == file.text.size()) file.text.resize(std::min(2 * size, most) + 1);
    const ssize_t got = ::read(fd.get(), file.text.data() + size, file.text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) cannot_read(path, std::strerror(errno));
    if (got == 0) break;
    size += static_cast<size_t>(got);
  }
  if (size > most) throw Error("cannot read " + path + ": larger than " + counted(most, "byte"));
  file.text.resize(size);
  return file;
}

std::string read_file(const std::string& path, size_t most) {
  return read_bounded(path, most).text;
}

}  // namespace muster
