// What the words of a selector stand for in a host.
#pragma once
#include <functional>
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
  std::vector<std::string> words;  // FieldKind::word: the allowed ones
  // All values of the field, as text. A host without any has none.
  std::function<std::vector<std::string>(const Host& host, std::string_view path)> values;
  bool seen = true;  // of the observation alone: neither people nor rules decide it
};

std::span<const Field> fields();
const Field* find_field(std::string_view name);

}  // namespace muster
