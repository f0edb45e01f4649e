// One record of a table from outside: whatever its values are, they are read as harmless text.
#pragma once
#include <algorithm>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/ip.h"
#include "model/mac.h"

namespace muster {

class Row {
 public:
  explicit Row(const nlohmann::json& record) : record_(record) {}  // borrowed

  bool is_record() const;
  // clean()ed; numbers and truth values as text; "" when absent or structured.
  std::string text(const char* key) const;
  bool on(const char* key) const;  // "true", "yes", true, 1
  std::optional<long long> number(const char* key) const;
  // Not the all-zero MAC, which stands for none.
  std::optional<Mac> mac(const char* key) const;
  const nlohmann::json& at(const char* key) const;  // null when absent

 private:
  const nlohmann::json& record_;
};

// The records of an answer: a list, or a single object.
std::vector<nlohmann::json> records_of(nlohmann::json answer);

// Whether the answer is a table of what was asked for: an empty list, a list with at least one
// record that has one of the keys, or one such record alone. `keys` are joined by commas.
bool is_table(const nlohmann::json& answer, std::string_view keys);

// An address that a host can be known by, with host width when no prefix length is told.
std::optional<Cidr> parse_host_address(std::string_view text);

}  // namespace muster
