// What a resource is called in the diff, stable over renames.
#pragma once
#include <compare>
#include <string_view>

#include "plan/text.h"

namespace muster {

// "device:7k2m9qx4td": the word of a kind, which has no colon, and what tells its things apart.
// Empty: no thing.
class Key {
 public:
  Key() = default;
  Key(std::string_view kind, std::string_view rest);
  static Key parse(std::string_view text);  // of text(); without a colon all of it is the kind

  const Text& text() const { return text_; }
  std::string_view kind() const;
  std::string_view rest() const;  // "7k2m9qx4td"
  bool empty() const { return text_.empty(); }

  bool operator==(const Key& other) const { return text_ == other.text_; }
  std::strong_ordering operator<=>(const Key& other) const { return text_ <=> other.text_; }

 private:
  Text text_;
};

}  // namespace muster

template <>
struct std::hash<muster::Key> {
  size_t operator()(const muster::Key& key) const noexcept {
    return std::hash<muster::Text>()(key.text());
  }
};
