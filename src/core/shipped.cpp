#include "core/shipped.h"

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

}  // namespace muster
