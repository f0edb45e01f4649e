// tests/bad/host/<case>.yaml with the whole message in <case>.expected. MUSTER_ACCEPT=1 writes the
// messages anew, and fails so that nobody takes that for a pass.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "inventory/host_file.h"

namespace fs = std::filesystem;
using namespace muster;

namespace {

std::string text_of(const fs::path& file) {
  std::ostringstream out;
  out << std::ifstream(file, std::ios::binary).rdbuf();
  return out.str();
}

std::vector<fs::path> cases() {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(TESTS_DIR "/bad/host")) {
    if (entry.path().extension() == ".yaml") found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace

TEST_CASE("every kind of broken host file is refused with its whole message") {
  REQUIRE(cases().size() >= 25);
  for (const fs::path& file : cases()) {
    Diagnostics trouble;
    const auto host = parse_host_file(text_of(file), "hosts/berlin/web1--7k2m9qx4td.yaml", trouble);
    fs::path expected = file;
    expected.replace_extension(".expected");
    if (std::getenv("MUSTER_ACCEPT") != nullptr) {
      std::ofstream(expected, std::ios::binary) << render(trouble);
      FAIL_CHECK("written anew: " << expected);
      continue;
    }
    INFO(file.filename());
    CHECK_FALSE(host);
    CHECK(render(trouble) == text_of(expected));
  }
}
