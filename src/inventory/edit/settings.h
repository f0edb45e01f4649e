// What people say in a host file, set by commands: lines, lists, notes and overrides.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "inventory/host_file.h"

namespace muster {

enum class How { set, add, remove };

struct Setting {
  std::string key;    // "approval", "tags", "overrides.site"
  std::string value;  // of a list: items with commas between; of overrides: "" takes it out
  How how = How::set;
  bool operator==(const Setting&) const = default;
};

// The keys that may be set, sorted.
const std::vector<std::string>& setting_keys();

// The key that `word` means: itself, "class", or an observed key, which is set under overrides.
// Error (exit 64) when it means none.
std::string setting_key(std::string_view word);

// The value of `key` as a setting would write it.
std::string setting_value(const Host& host, std::string_view key);

// The text of `file` with the settings made in their order. Only the bytes that they mean change;
// without a difference none does. Error (exit 64) for a key or word that is not known, and (exit 3)
// when the file has a shape in which the edit cannot be made.
std::string with_settings(const HostFile& file, std::span<const Setting> settings);

}  // namespace muster
