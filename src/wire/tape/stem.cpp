#include "wire/tape/stem.h"

#include <cctype>
#include <cstdint>

namespace muster {

std::string tape_stem(const std::string& name) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string stem;
  for (const char c : name) {
    const auto byte = static_cast<uint8_t>(c);
    if (std::isalnum(byte) != 0 || c == '-' || c == '_') {
      stem += c;
    } else if (c == ':') {
      stem += '.';
    } else {
      stem += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return stem.empty() ? "unnamed" : stem;
}

std::string tape_stem_of_file(std::string_view file, std::string_view suffix) {
  file.remove_prefix(file.rfind('/') + 1);  // npos + 1 is 0
  file.remove_suffix(suffix.size());
  return std::string(file);
}

}  // namespace muster
