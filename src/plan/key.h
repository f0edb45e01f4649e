// What a resource is called in the diff, stable over renames.
#pragma once
#include <compare>
#include <string>
#include <string_view>

namespace muster {

// "device:7k2m9qx4td": the word of a kind, and what tells its things apart. Empty: no thing.
class Key {
 public:
  Key() = default;
  Key(std::string_view kind, std::string_view rest);
  static Key parse(std::string text);  // of text(); without a colon all of it is the kind

  const std::string& text() const { return text_; }
  std::string_view kind() const { return std::string_view(text_).substr(0, cut_); }
  std::string_view rest() const;  // "7k2m9qx4td"
  bool empty() const { return text_.empty(); }

  bool operator==(const Key& other) const { return text_ == other.text_; }
  std::strong_ordering operator<=>(const Key& other) const { return text_ <=> other.text_; }

 private:
  std::string text_;
  size_t cut_ = 0;  // where the kind ends
};

}  // namespace muster

template <>
struct std::hash<muster::Key> {
  size_t operator()(const muster::Key& key) const noexcept {
    return std::hash<std::string>()(key.text());
  }
};
