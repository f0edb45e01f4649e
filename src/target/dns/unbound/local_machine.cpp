#include <fcntl.h>
#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "core/error.h"
#include "core/text.h"
#include "target/dns/unbound/machine.h"
#include "wire/fd.h"
#include "wire/files.h"

namespace muster::unbound {
namespace {

constexpr mode_t file_mode = 0644;  // Unbound reads it as its own user
constexpr size_t most_output = 512 << 20;

[[noreturn]] void fail(const std::string& what, int number) {
  throw Error(what + ": " + std::strerror(number))
      .mend("let the user muster runs as write that folder");
}

void write_all(int file, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const ssize_t wrote = ::write(file, text.data(), text.size());
    if (wrote < 0 && errno != EINTR) fail("cannot write " + path, errno);
    if (wrote > 0) text.remove_prefix(static_cast<size_t>(wrote));
  }
  if (fchmod(file, file_mode) != 0 || fsync(file) != 0) fail("cannot write " + path, errno);
}

void sync_folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  const Fd open_folder(
      open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (open_folder) fsync(open_folder.get());
}

class LocalMachine : public Machine {
 public:
  explicit LocalMachine(Runner& runner) : runner_(runner) {}

  std::optional<std::string> read(const std::string& path, size_t most) override {
    return reader_.read(path, most);
  }
  std::vector<std::string> glob(const std::string& pattern) override {
    return reader_.glob(pattern);
  }
  std::string canonical(const std::string& path) override { return reader_.canonical(path); }

  void write(const std::string& path, std::string_view text) override {
    unlink(path.c_str());  // left by a run that was killed
    const Fd file(
        open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, file_mode));
    if (!file) fail("cannot write " + path, errno);
    try {
      write_all(file.get(), text, path);
    } catch (const Error&) {
      remove(path);
      throw;
    }
  }

  void link(const std::string& path, const std::string& as) override {
    unlink(as.c_str());
    if (::link(path.c_str(), as.c_str()) != 0) fail("cannot keep the old file as " + as, errno);
  }

  void replace(const std::string& from, const std::string& to) override {
    if (rename(from.c_str(), to.c_str()) != 0) fail("cannot replace " + to, errno);
    sync_folder_of(to);
  }

  void remove(const std::string& path) override {
    unlink(path.c_str());
    sync_folder_of(path);
  }

  Output run(const std::vector<std::string>& argv, const std::string& input,
             std::stop_token stop) override {
    Command command{.argv = argv, .input = input, .directory = ""};
    command.max_bytes = most_output;
    command.bare = true;
    return runner_.run(command, stop);
  }

  std::string program(const std::string& name) override { return find_program(name) ? name : ""; }

 private:
  Runner& runner_;
  LocalReader reader_;
};

}  // namespace

std::optional<std::string> LocalReader::read(const std::string& path, size_t most) {
  if (access(path.c_str(), F_OK) != 0 && errno == ENOENT) return std::nullopt;
  return read_file(path, most);
}

std::vector<std::string> LocalReader::glob(const std::string& pattern) {
  glob_t found{};
  const int result = ::glob(pattern.c_str(), GLOB_ERR | GLOB_BRACE | GLOB_TILDE, nullptr, &found);
  std::vector<std::string> out;
  for (size_t i = 0; result == 0 && i < found.gl_pathc; ++i) out.emplace_back(found.gl_pathv[i]);
  globfree(&found);
  if (result == 0 || result == GLOB_NOMATCH) return out;
  throw Error("cannot list " + clean(pattern))
      .mend("let the user muster runs as read what unbound.conf includes");
}

std::string LocalReader::canonical(const std::string& path) {
  std::error_code failed;
  const auto found = std::filesystem::weakly_canonical(path, failed);
  return failed ? path : found.string();
}

std::unique_ptr<Machine> local_machine(Runner& runner) {
  return std::make_unique<LocalMachine>(runner);
}

}  // namespace muster::unbound
