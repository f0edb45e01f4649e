// What is kept of a device: its redacted configuration, and beside it what is known of it.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "backup/platform/platform.h"

namespace muster {

struct KeptFacts {
  std::string host;  // id
  std::string platform;
  std::map<std::string, std::string> facts;  // "serial" → …
  std::string proof;                         // why the configuration is whole
  bool operator==(const KeptFacts&) const = default;
};

std::string render(const KeptFacts& kept);
std::optional<KeptFacts> parse_kept(std::string_view text);  // nullopt: it is none

// Whether `now` says something that `before` did not: lines that the platform ignores are none.
bool differs(const Platform& platform, std::string_view before, std::string_view now);
// Far shorter than before: what was not printed looks like what was taken out.
bool is_shrunk(std::string_view before, std::string_view now);

}  // namespace muster
