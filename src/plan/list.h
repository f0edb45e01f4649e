// A list that copies share until one of them is changed; an empty one is a null pointer.
#pragma once
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <new>
#include <span>
#include <utility>

namespace muster {

template <class T>
class List {
 public:
  using value_type = T;
  using const_iterator = const T*;

  List() = default;
  List(std::initializer_list<T> items) {
    reserve(items.size());
    for (const T& item : items) push_back(item);
  }
  List(const List& other) noexcept : head_(other.head_) {
    if (head_) head_->holders.fetch_add(1, std::memory_order_relaxed);
  }
  List(List&& other) noexcept : head_(std::exchange(other.head_, nullptr)) {}
  List& operator=(List other) noexcept {
    std::swap(head_, other.head_);
    return *this;
  }
  ~List() { let_go(head_); }

  const T* begin() const { return head_ ? items(head_) : nullptr; }
  const T* end() const { return begin() + size(); }
  size_t size() const { return head_ ? head_->size : 0; }
  bool empty() const { return size() == 0; }
  const T& operator[](size_t at) const { return begin()[at]; }
  const T& front() const { return *begin(); }
  const T& back() const { return begin()[size() - 1]; }
  bool shares(const List& other) const { return head_ == other.head_; }

  // The items of this list alone, to be changed.
  std::span<T> edit() {
    own(size());
    return {head_ ? items(head_) : nullptr, size()};
  }
  void reserve(size_t room) { own(std::max(room, size())); }
  // Gives back the room that more items would need.
  void fit() {
    if (!shared() && room() > size()) move_to(size());
  }
  T& push_back(T item) { return *insert(size(), std::move(item)); }
  template <class... Parts>
  T& emplace_back(Parts&&... parts) {
    return push_back(T(std::forward<Parts>(parts)...));
  }
  T* insert(size_t at, T item) {
    const size_t count = size();
    if (count == room() || shared()) own(count < 4 ? count + 2 : count + count / 2);
    T* all = items(head_);
    std::construct_at(all + count, std::move(item));
    ++head_->size;
    std::rotate(all + at, all + count, all + count + 1);
    return all + at;
  }
  // Whether there was one.
  template <class Which>
  bool erase_if(Which which) {
    if (std::none_of(begin(), end(), which)) return false;
    const std::span<T> all = edit();
    T* left = std::remove_if(all.data(), all.data() + all.size(), which);
    std::destroy(left, all.data() + all.size());
    head_->size = static_cast<uint32_t>(left - all.data());
    return true;
  }
  void clear() { *this = List(); }

  bool operator==(const List& other) const {
    return head_ == other.head_ || std::equal(begin(), end(), other.begin(), other.end());
  }

 private:
  struct alignas(std::max_align_t) Head {
    std::atomic<uint32_t> holders{1};
    uint32_t size = 0;
    uint32_t room = 0;
  };

  static T* items(Head* head) { return reinterpret_cast<T*>(head + 1); }
  size_t room() const { return head_ ? head_->room : 0; }
  bool shared() const { return head_ && head_->holders.load(std::memory_order_acquire) > 1; }

  // Makes the items this list's alone, with room for so many.
  void own(size_t room_wanted) {
    if (room_wanted != 0 && (shared() || room_wanted > room())) move_to(room_wanted);
  }

  void move_to(size_t room_wanted) {
    Head* head = new (::operator new(sizeof(Head) + room_wanted * sizeof(T))) Head;
    head->room = static_cast<uint32_t>(room_wanted);
    if (head_ && shared()) {
      std::uninitialized_copy(begin(), end(), items(head));
    } else if (head_) {
      std::uninitialized_move(items(head_), items(head_) + head_->size, items(head));
    }
    head->size = static_cast<uint32_t>(size());
    let_go(std::exchange(head_, head));
  }

  static void let_go(Head* head) noexcept {
    if (!head || head->holders.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
    std::destroy_n(items(head), head->size);
    ::operator delete(head);
  }

  Head* head_ = nullptr;
};

}  // namespace muster
