#include "env_file.h"

#include <cctype>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace muster::lab {
namespace {

std::string upper(const std::string& text) {
  std::string name;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    name += std::isalnum(byte) != 0 ? char(std::toupper(byte)) : '_';
  }
  return name;
}

}  // namespace

void EnvFile::add(const std::string& device, const std::string& what, const std::string& value) {
  lines_.push_back("export LAB_" + upper(device) + "_" + upper(what) + "='" + value + "'");
}

void EnvFile::write(const std::string& path) const {
  namespace fs = std::filesystem;
  const auto draft = path + ".new";
  std::ofstream out(draft);
  fs::permissions(draft, fs::perms::owner_read | fs::perms::owner_write);
  for (const auto& line : lines_) out << line << "\n";
  out.close();
  if (!out) throw std::runtime_error("cannot write " + draft);
  fs::rename(draft, path);
}

}  // namespace muster::lab
