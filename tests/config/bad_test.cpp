#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "config/config.h"

using namespace muster;
namespace fs = std::filesystem;

namespace {

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::vector<fs::path> cases() {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(TESTS_DIR "/bad/config")) {
    if (entry.path().extension() == ".yaml") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string mistakes(const fs::path& path) {
  Diagnostics trouble;
  const auto config = read_config({{path.filename().string(), slurp(path)}}, trouble);
  CHECK(trouble.has_errors());
  CHECK_FALSE(config);
  return render(trouble);
}

}  // namespace

TEST_CASE("every bad muster.yaml gets its whole message") {
  const bool accept = std::getenv("MUSTER_ACCEPT") != nullptr;
  CHECK(cases().size() >= 25);
  for (const fs::path& path : cases()) {
    INFO(path.filename().string());
    fs::path expected = path;
    expected.replace_extension(".expected");
    const std::string shown = mistakes(path);
    if (accept) {
      std::ofstream(expected, std::ios::binary) << shown;
    } else {
      CHECK(shown == slurp(expected));
    }
  }
  if (accept) FAIL("accepted, run again");
}

TEST_CASE("no message about a bad muster.yaml shows a secret") {
  for (const fs::path& path : cases()) {
    INFO(path.filename().string());
    CHECK(mistakes(path).find("hunter2") == std::string::npos);
  }
}
