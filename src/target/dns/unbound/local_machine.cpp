#include <glob.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "core/error.h"
#include "core/text.h"
#include "target/dns/unbound/machine.h"
#include "wire/files.h"

namespace muster::unbound {

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

}  // namespace muster::unbound
