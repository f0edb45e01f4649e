// Texts and names in eight bytes: a plan of a large inventory has millions of them, and most say
// the same.
#pragma once
#include <bit>
#include <compare>
#include <concepts>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>

namespace muster {

// A text that does not change: one of up to seven bytes is kept inside, a longer one is shared by
// all copies, over threads too.
class Text {
 public:
  Text() = default;
  Text(std::string_view text);
  template <std::convertible_to<std::string_view> T>
  requires(!std::same_as<T, Text>) Text(const T& text)
      : Text(static_cast<std::string_view>(text)) {}
  Text(const Text& other) noexcept : bits_(other.bits_) { hold(); }
  Text(Text&& other) noexcept : bits_(other.bits_) { other.bits_ = inside; }
  Text& operator=(Text other) noexcept {
    std::swap(bits_, other.bits_);
    return *this;
  }
  ~Text() { let_go(); }

  std::string_view view() const {
    if ((bits_ & inside) != 0) return {reinterpret_cast<const char*>(&bits_) + 1, inside_size()};
    return outside_view();
  }
  std::string str() const { return std::string(view()); }
  operator std::string_view() const { return view(); }
  operator std::string() const { return str(); }

  bool empty() const { return bits_ == inside; }
  void clear() { *this = Text(); }
  size_t size() const { return view().size(); }
  bool contains(char c) const { return view().find(c) != std::string_view::npos; }
  bool starts_with(std::string_view head) const { return view().starts_with(head); }
  bool shares(const Text& other) const { return bits_ == other.bits_; }

  template <std::convertible_to<std::string_view> T>
  friend bool operator==(const Text& a, const T& b) {
    if constexpr (std::same_as<T, Text>) {
      if (a.bits_ == b.bits_) return true;
    }
    return a.view() == std::string_view(b);
  }
  template <std::convertible_to<std::string_view> T>
  friend std::strong_ordering operator<=>(const Text& a, const T& b) {
    return a.view() <=> std::string_view(b);
  }
  template <std::convertible_to<std::string_view> T>
  friend std::string operator+(const Text& a, const T& b) {
    return a.str().append(static_cast<std::string_view>(b));
  }
  template <std::convertible_to<std::string_view> T>
  requires(!std::same_as<T, Text>) friend std::string operator+(const T& a, const Text& b) {
    return std::string(static_cast<std::string_view>(a)).append(b.view());
  }
  friend std::ostream& operator<<(std::ostream& out, const Text& text);

 private:
  // Little-endian: the lowest byte has the mark of a text inside and its size, the others the text;
  // a pointer has no such mark.
  static_assert(std::endian::native == std::endian::little && sizeof(void*) == sizeof(uint64_t));
  static constexpr uint64_t inside = 1;
  static constexpr size_t most_inside = 7;

  size_t inside_size() const { return (bits_ & 0xFF) >> 1; }
  std::string_view outside_view() const;
  void hold() const noexcept;
  void let_go() noexcept;

  uint64_t bits_ = inside;
};

// A kind of thing or a field: one of few words, kept once for the whole run.
class Name {
 public:
  Name();
  Name(std::string_view name);
  template <std::convertible_to<std::string_view> T>
  requires(!std::same_as<T, Name>) Name(const T& name)
      : Name(static_cast<std::string_view>(name)) {}

  const std::string& str() const { return *name_; }
  operator const std::string&() const { return *name_; }
  operator std::string_view() const { return *name_; }
  bool empty() const { return name_->empty(); }

  template <std::convertible_to<std::string_view> T>
  friend bool operator==(const Name& a, const T& b) {
    if constexpr (std::same_as<T, Name>) {
      return a.name_ == b.name_;
    } else {
      return std::string_view(*a.name_) == std::string_view(b);
    }
  }
  template <std::convertible_to<std::string_view> T>
  friend std::strong_ordering operator<=>(const Name& a, const T& b) {
    return std::string_view(*a.name_) <=> std::string_view(b);
  }
  template <std::convertible_to<std::string_view> T>
  friend std::string operator+(const Name& a, const T& b) {
    return std::string(a.str()).append(static_cast<std::string_view>(b));
  }
  template <std::convertible_to<std::string_view> T>
  requires(!std::same_as<T, Name>) friend std::string operator+(const T& a, const Name& b) {
    return std::string(static_cast<std::string_view>(a)).append(b.str());
  }
  friend std::ostream& operator<<(std::ostream& out, const Name& name);

 private:
  const std::string* name_;
};

}  // namespace muster

template <>
struct std::hash<muster::Text> {
  size_t operator()(const muster::Text& text) const noexcept {
    return std::hash<std::string_view>()(text.view());
  }
};
