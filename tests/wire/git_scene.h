// A real repository in a temporary folder, driven by the git program.
#pragma once
#include <stdlib.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <stdexcept>
#include <string>

#include "core/clock.h"
#include "core/error.h"
#include "wire/program/run.h"

// The rendered Error that `work` throws.
inline std::string refusal(const std::function<void()>& work) {
  try {
    work();
  } catch (const muster::Error& error) {
    return render(error);
  }
  return "nothing was refused";
}

// Runs the git program as muster does.
inline muster::Runner& git_runner() {
  static muster::SystemClock clock;
  static muster::SystemRunner runner(clock);
  return runner;
}

class GitScene {
 public:
  GitScene() {
    std::string name = (std::filesystem::temp_directory_path() / "muster-git-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp");
    folder_ = name;
    root_ = folder_ / "repo";
    std::filesystem::create_directory(root_);
    git("init -q -b main");
    git("config user.name Ada");
    git("config user.email ada@example.net");
    git("config commit.gpgsign false");
  }
  GitScene(const GitScene&) = delete;
  GitScene& operator=(const GitScene&) = delete;
  ~GitScene() { std::filesystem::remove_all(folder_); }

  std::string root() const { return root_.string(); }
  std::string folder() const { return folder_.string(); }

  // What the command says, without the last line end; throws when it fails.
  std::string git(const std::string& arguments) const {
    return run("git -C '" + root() + "' " + arguments + " 2>&1");
  }

  static std::string run(const std::string& command) {
    FILE* pipe = popen(command.c_str(), "r");
    std::string said;
    std::array<char, 4096> buffer{};
    while (const size_t count = fread(buffer.data(), 1, buffer.size(), pipe)) {
      said.append(buffer.data(), count);
    }
    if (pclose(pipe) != 0) throw std::runtime_error(command + ": " + said);
    while (said.ends_with('\n')) said.pop_back();
    return said;
  }

  void write(const std::string& path, const std::string& text) const {
    std::filesystem::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path, std::ios::binary) << text;
  }

  std::string read(const std::string& path) const {
    std::ostringstream out;
    out << std::ifstream(root_ / path, std::ios::binary).rdbuf();
    return out.str();
  }

  bool exists(const std::string& path) const { return std::filesystem::exists(root_ / path); }

  std::string commit(const std::string& message) const {
    git("add -A");
    git("commit -q --allow-empty -m '" + message + "'");
    return git("rev-parse HEAD");
  }

 private:
  std::filesystem::path folder_;
  std::filesystem::path root_;
};
