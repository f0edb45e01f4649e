// What a plan has millions of by one of its words: some ten bytes each, where a map takes sixty.
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
  bool put(const T& one) {
    return put(one, [](const T&) { return false; });
  }
  // `instead(other)`: whether it takes the place of the other one that has its word.
  template <class Instead>
  bool put(const T& one, Instead instead) {
    const std::string_view word = word_(one);
    if (word.empty()) return false;
    if (4 * (count_ + 1) > 3 * slots_.size()) grow();
    const uint32_t hash = hash_of(word);
    Slot& slot = slots_[slot_of(word, hash)];
    const bool fresh = slot.number == 0;
    if (fresh || instead(items_[slot.number - 1])) slot = {hash, number_of(one)};
    count_ += fresh ? 1 : 0;
    return fresh;
  }

  const T* find(std::string_view word) const {
    if (slots_.empty() || word.empty()) return nullptr;
    const uint32_t number = slots_[slot_of(word, hash_of(word))].number;
    return number == 0 ? nullptr : &items_[number - 1];
  }
  bool contains(std::string_view word) const { return find(word) != nullptr; }

 private:
  struct Slot {
    uint32_t hash = 0;    // so that few words are looked at that are others
    uint32_t number = 0;  // place among the items + 1; 0: free
  };

  static uint32_t hash_of(std::string_view word) {
    return static_cast<uint32_t>(std::hash<std::string_view>()(word));
  }

  uint32_t number_of(const T& one) const { return static_cast<uint32_t>(&one - items_.data()) + 1; }

  // Where the word stands, or would stand: there is always a free slot.
  size_t slot_of(std::string_view word, uint32_t hash) const {
    size_t at = hash & (slots_.size() - 1);
    const auto other = [&](const Slot& slot) {
      return slot.hash != hash || word_(items_[slot.number - 1]) != word;
    };
    while (slots_[at].number != 0 && other(slots_[at])) at = (at + 1) & (slots_.size() - 1);
    return at;
  }

  void grow() {
    std::vector<Slot> larger(slots_.empty() ? 16 : 2 * slots_.size());
    for (const Slot& slot : slots_) {
      if (slot.number == 0) continue;
      size_t at = slot.hash & (larger.size() - 1);
      while (larger[at].number != 0) at = (at + 1) & (larger.size() - 1);
      larger[at] = slot;
    }
    slots_ = std::move(larger);
  }

  std::span<const T> items_;
  Word word_;
  std::vector<Slot> slots_;  // a power of two of them
  size_t count_ = 0;
};

inline std::string_view key_word(const Resource& resource) { return resource.key.text(); }
inline std::string_view natural_word(const Resource& resource) { return resource.natural; }

}  // namespace muster
