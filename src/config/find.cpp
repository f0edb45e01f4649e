#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "config/config.h"
#include "core/text.h"
#include "wire/files.h"

namespace muster {
namespace {

constexpr size_t most_bytes = 1 << 20;

std::string own_path() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string(value == nullptr ? "" : value);
  };
  const std::string base = variable("XDG_CONFIG_HOME");
  if (base.starts_with('/')) return base + "/muster/muster.yaml";
  const std::string home = variable("HOME");
  return home.starts_with('/') ? home + "/.config/muster/muster.yaml" : "";
}

Error missing(const std::vector<std::string>& tried) {
  return Error("there is no muster.yaml here or in a folder above", Exit::invalid)
      .because("looked for " + join(tried, ", "))
      .mend(
          "go to your inventory, name the file by --config, or write one; the least it needs is\n"
          "       sites:\n"
          "         berlin: {domain: berlin.example, networks: [10.20.0.0/16]}");
}

}  // namespace

std::string find_config(const std::string& directory) {
  std::error_code ignored;
  std::vector<std::string> tried;
  std::filesystem::path folder = std::filesystem::absolute(directory, ignored).lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();  // "/net/inventory/"
  while (true) {
    const std::filesystem::path file = folder / "muster.yaml";
    if (std::filesystem::is_regular_file(file, ignored)) return file.string();
    tried.push_back(file.string());
    const std::filesystem::path parent = folder.parent_path();
    if (parent == folder || tried.size() == 256) throw missing(tried);
    folder = parent;
  }
}

ConfigText load_config(const std::string& path) {
  try {
    return {path, read_bounded(path, most_bytes).text, false};
  } catch (Error& error) {
    error.exit = Exit::invalid;
    error.fix = "name another file by --config, or see that this one can be read";
    throw std::move(error);
  }
}

ConfigText private_config(const std::string& path) {
  BoundedFile file = read_bounded(path, most_bytes);
  if (file.owner != geteuid() && file.owner != 0) {
    throw Error(path + " belongs to somebody else", Exit::invalid)
        .because("it says what runs with your rights, and where secrets go")
        .mend("chown it to yourself, or remove it");
  }
  if ((file.mode & (S_IWGRP | S_IWOTH)) != 0) {
    throw Error(path + " can be written by others", Exit::invalid)
        .because("it says what runs with your rights, and where secrets go")
        .mend("chmod go-w " + path);
  }
  return {path, std::move(file.text)};
}

std::optional<ConfigText> own_config() {
  const std::string path = own_path();
  std::error_code ignored;
  if (path.empty() || !std::filesystem::exists(path, ignored)) return std::nullopt;
  ConfigText text = private_config(path);
  text.own = true;
  return text;
}

}  // namespace muster
