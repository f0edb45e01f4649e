// Answers of name servers and hosts, written byte by byte.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/text.h"

namespace muster::test {

inline std::string two(int value) {
  return {static_cast<char>(value >> 8), static_cast<char>(value & 0xFF)};
}

inline std::string labels(std::string_view name) {
  std::string out;
  for (const std::string& label : split(name, '.')) {
    out += static_cast<char>(label.size());
    out += label;
  }
  return out + '\0';
}

inline std::string header(int id, int flags, int questions, int answers) {
  return two(id) + two(flags) + two(questions) + two(answers) + two(0) + two(0);
}

inline std::string asked(std::string_view name, int type = 12) {
  return labels(name) + two(type) + two(1);
}

// `owner` and `value` as they stand on the wire.
inline std::string record(const std::string& owner, const std::string& value, int type = 12,
                          int network = 1) {
  return owner + two(type) + two(network) + two(0) + two(120) +
         two(static_cast<int>(value.size())) + value;
}

// A name of a node status: 15 bytes, suffix, flags.
inline std::string registered(std::string name, int suffix, int flags) {
  name.resize(15, ' ');
  return name + static_cast<char>(suffix) + two(flags);
}

inline std::string node_status(int id, const std::vector<std::string>& names) {
  std::string list(1, static_cast<char>(names.size()));
  for (const std::string& name : names) list += name;
  list += std::string(46, '\0');  // unit id and statistics
  return header(id, 0x8400, 0, 1) + record(labels("CK" + std::string(30, 'A')), list, 0x21);
}

}  // namespace muster::test
