// A value that is seldom there: std::optional in the size of a pointer.
#pragma once
#include <concepts>
#include <memory>
#include <optional>
#include <utility>

namespace muster {

template <class T>
class Rare {
 public:
  using value_type = T;

  Rare() = default;
  Rare(T value) : value_(std::make_unique<T>(std::move(value))) {}
  template <std::convertible_to<T> U>
  Rare(const U& value) : Rare(T(value)) {}
  Rare(std::optional<T> value) {
    if (value) emplace(*std::move(value));
  }
  Rare(const Rare& other) : value_(other ? std::make_unique<T>(*other) : nullptr) {}
  Rare(Rare&&) noexcept = default;
  Rare& operator=(const Rare& other) {
    if (this != &other) value_ = other ? std::make_unique<T>(*other) : nullptr;
    return *this;
  }
  Rare& operator=(Rare&&) noexcept = default;
  ~Rare() = default;

  bool has_value() const { return value_ != nullptr; }
  explicit operator bool() const { return has_value(); }
  T& operator*() { return *value_; }
  const T& operator*() const { return *value_; }
  T* operator->() { return value_.get(); }
  const T* operator->() const { return value_.get(); }
  T value_or(T other) const { return value_ ? *value_ : std::move(other); }

  template <class... Parts>
  T& emplace(Parts&&... parts) {
    value_ = std::make_unique<T>(std::forward<Parts>(parts)...);
    return *value_;
  }
  void reset() { value_.reset(); }

  friend bool operator==(const Rare& a, const Rare& b) {
    return a.has_value() == b.has_value() && (!a || *a == *b);
  }

 private:
  std::unique_ptr<T> value_;
};

}  // namespace muster
