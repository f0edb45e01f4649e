#include "core/shipped.h"

#include <algorithm>

namespace muster {
namespace {

struct Shipped {
  std::string_view name;
  std::string_view text;
};

constexpr Shipped all_shipped[] = {
#include "shipped_rows.inc"
    {"", ""},
};

}  // namespace

std::string_view shipped_text(std::string_view name) {
  for (const Shipped& one : all_shipped) {
    if (one.name == name) return one.text;
  }
  return {};
}

std::vector<std::string_view> shipped_names(std::string_view start) {
  std::vector<std::string_view> out;
  for (const Shipped& one : all_shipped) {
    if (!one.name.empty() && one.name.starts_with(start)) out.push_back(one.name);
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace muster
