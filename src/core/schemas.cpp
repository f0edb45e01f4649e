#include "core/schemas.h"

namespace muster {
namespace {

struct Schema {
  std::string_view name;
  std::string_view text;
};

constexpr Schema schemas[] = {
#include "schema_rows.inc"
    {"", ""},
};

}  // namespace

std::string_view schema_text(std::string_view name) {
  for (const Schema& schema : schemas) {
    if (schema.name == name) return schema.text;
  }
  return {};
}

}  // namespace muster
