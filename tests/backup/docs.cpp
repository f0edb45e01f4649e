// The table of platforms in docs/backup.md.
#include <catch2/catch.hpp>
#include <fstream>
#include <set>
#include <sstream>

#include "backup/platform/platform.h"
#include "core/text.h"

using namespace muster;

namespace {

std::string facts_of(const Platform& platform) {
  std::set<std::string> names;
  for (const FactCommand& command : platform.facts) {
    for (const auto& [name, pattern] : command.take) names.insert(name);
  }
  names.erase("mode");  // is kept nowhere
  return join(std::vector<std::string>(names.begin(), names.end()), ", ");
}

std::string proof_of(const Platform& platform) {
  int lines = 0;
  size_t must = 0;
  bool end = true;
  for (const ConfigCommand& command : platform.config) {
    if (!is_meant(command, {})) continue;
    lines += command.optional ? 0 : command.min_lines;
    must += command.must.size();
    end = end && command.end;
  }
  return std::string(end ? "end marker, " : "") + counted(static_cast<size_t>(lines), "line") +
         (must == 0 ? ""
                    : ", " + counted(must, "line that must be there", "lines that must be there"));
}

std::string row_of(const Platform& platform) {
  const std::string pager = platform.exec                  ? "no terminal"
                            : !platform.paging_off.empty() ? "off, or answered"
                                                           : "answered";
  return "| `" + platform.name + "` | " + platform.about + " | " + pager +
         (platform.enable.prompt ? "; enable" : "") + " | " + proof_of(platform) + " | " +
         std::to_string(platform.secrets.size()) + " | " +
         std::to_string(platform.drop.size() + platform.drop_blocks.size()) + ", " +
         std::to_string(platform.ignore.size()) + " | " + facts_of(platform) + " | " +
         (platform.unordered ? "free" : "kept") + " |";
}

}  // namespace

TEST_CASE("the table of platforms in docs/backup.md is true") {
  std::ifstream in(SOURCE_DIR "/docs/backup.md");
  std::stringstream text;
  text << in.rdbuf();
  Diagnostics trouble;
  const Platforms all({}, trouble);
  for (const auto& [name, platform] : all.all()) {
    INFO(row_of(platform));
    CHECK(text.str().find(row_of(platform) + "\n") != std::string::npos);
  }
  size_t rows = 0;
  for (const std::string& line : split(text.str(), '\n')) {
    rows += line.ends_with("| free |") || line.ends_with("| kept |") ? 1 : 0;
  }
  CHECK(rows == all.all().size());
}
