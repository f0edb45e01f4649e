// What a plan has millions of by one of its words: a few bytes each, where a map takes sixty.
#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "plan/resource.h"

namespace muster {

// Of items that stay where they are. What has an empty word is in no index.
template <class T>
class Index {
 public:
  using Word = std::string_view (*)(const T&);
  Index(std::span<const T> items, Word word) : items_(items), word_(word) {}

  // False, and `one` is not put in, when its word is empty or another one has it already.
  bool put(const T& one) { return put(one, [](const T&) { return false; }); }
  // `instead(other)`: whether it takes the place of the other one that has its word.
  template <class Instead>
  bool put(const T& one, Instead instead) {
    if (word_(one).empty()) return false;
    if (4 * (count_ + 1) > 3 * slots_.size()) grow();
    uint32_t& slot = slots_[slot_of(word_(one))];
    const bool fresh = slot == 0;
    if (fresh || instead(items_[slot - 1])) slot = number_of(one);
    count_ += fresh ? 1 : 0;
    return fresh;
  }

  const T* find(std::string_view word) const {
    if (slots_.empty() || word.empty()) return nullptr;
    const uint32_t number = slots_[slot_of(word)];
    return number == 0 ? nullptr : &items_[number - 1];
  }
  bool contains(std::string_view word) const { return find(word) != nullptr; }

 private:
  uint32_t number_of(const T& one) const {
    return static_cast<uint32_t>(&one - items_.data()) + 1;
  }

  // Where the word stands, or would stand: there is always a free slot.
  size_t slot_of(std::string_view word) const {
    size_t at = std::hash<std::string_view>()(word) & (slots_.size() - 1);
    while (slots_[at] != 0 && word_(items_[slots_[at] - 1]) != word)
      at = (at + 1) & (slots_.size() - 1);
    return at;
  }

  void grow() {
    const std::vector<uint32_t> old =
        std::exchange(slots_, std::vector<uint32_t>(slots_.empty() ? 16 : 2 * slots_.size()));
    for (const uint32_t number : old) {
      if (number != 0) slots_[slot_of(word_(items_[number - 1]))] = number;
    }
  }

  std::span<const T> items_;
  Word word_;
  std::vector<uint32_t> slots_;  // place among the items + 1; 0: free. A power of two of them
  size_t count_ = 0;
};

inline std::string_view key_word(const Resource& resource) { return resource.key.text(); }
inline std::string_view natural_word(const Resource& resource) { return resource.natural; }

}  // namespace muster
