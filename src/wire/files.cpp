#include "wire/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "core/error.h"
#include "core/text.h"

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

}  // namespace

void write_file(const std::string& path, std::string_view text) {
  const std::string temporary = path + ".muster-" + std::to_string(getpid());
  const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (file < 0) throw failed("write", path);
  try {
    struct stat old{};
    if (::stat(path.c_str(), &old) == 0 && ::fchmod(file, old.st_mode & 07777) != 0) {
      throw failed("keep the mode of", path);
    }
    write_all(file, text, path);
    if (::fsync(file) != 0) throw failed("write", path);
    if (::rename(temporary.c_str(), path.c_str()) != 0) throw failed("replace", path);
  } catch (...) {
    ::close(file);
    ::unlink(temporary.c_str());
    throw;
  }
  ::close(file);
}

void write_below(const std::string& root, const std::string& path, std::string_view text) {
  refuse_links(root, path);
  const fs::path whole = fs::path(root) / path;
  std::error_code error;
  fs::create_directories(whole.parent_path(), error);
  if (error) {
    throw Error("cannot make the folder " + whole.parent_path().string()).because(error.message());
  }
  write_file(whole.string(), text);
}

std::string read_file(const std::string& path, size_t limit) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw failed("read", path);
  std::string text(limit + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(in.gcount()));
  if (text.size() > limit) throw Error(path + " is larger than " + counted(limit, "byte"));
  return text;
}

}  // namespace muster
