// What the words of a selector stand for in a host.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/host.h"

namespace muster {

enum class FieldKind { text, word, number, day, mac, ip, network };

struct Field {
  std::string_view name;
  FieldKind kind;
  bool list;
  std::string_view words;  // FieldKind::word: the allowed ones, separated by a blank
  // All values of the field, as text. A host without any has none.
  std::vector<std::string> (*values)(const Host& host, std::string_view path);
};

std::span<const Field> fields();
const Field* find_field(std::string_view name);

}  // namespace muster
