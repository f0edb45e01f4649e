#include "wire/tape/stem.h"

#include <algorithm>

#include "core/hex.h"

namespace muster {

std::string tape_stem(const std::string& name) {
  std::string stem = percent_encode(name, "-_:");
  std::replace(stem.begin(), stem.end(), ':', '.');
  return stem.empty() ? "unnamed" : stem;
}

std::string tape_stem_of_file(std::string_view file, std::string_view suffix) {
  file.remove_prefix(file.rfind('/') + 1);  // npos + 1 is 0
  file.remove_suffix(suffix.size());
  return std::string(file);
}

}  // namespace muster
