#include "plan/text.h"

#include <atomic>
#include <cstring>
#include <limits>
#include <mutex>
#include <new>
#include <ostream>
#include <stdexcept>
#include <unordered_set>

namespace muster {
namespace {

// Of a text that is shared; its bytes stand behind it.
struct Head {
  std::atomic<uint32_t> holders{1};
  uint32_t size = 0;
};

Head* head_of(uint64_t bits) { return std::bit_cast<Head*>(bits); }

}  // namespace

Text::Text(std::string_view text) {
  if (text.size() <= most_inside) {
    std::memcpy(reinterpret_cast<char*>(&bits_) + 1, text.data(), text.size());
    bits_ |= text.size() << 1;
    return;
  }
  if (text.size() > std::numeric_limits<uint32_t>::max()) throw std::length_error("text too long");
  Head* head = new (::operator new(sizeof(Head) + text.size())) Head;
  head->size = static_cast<uint32_t>(text.size());
  std::memcpy(static_cast<void*>(head + 1), text.data(), text.size());
  bits_ = std::bit_cast<uint64_t>(head);
}

std::string_view Text::outside_view() const {
  const Head* head = head_of(bits_);
  return {reinterpret_cast<const char*>(head + 1), head->size};
}

void Text::hold() const noexcept {
  if ((bits_ & inside) == 0) head_of(bits_)->holders.fetch_add(1, std::memory_order_relaxed);
}

void Text::let_go() noexcept {
  if ((bits_ & inside) != 0) return;
  Head* head = head_of(bits_);
  if (head->holders.fetch_sub(1, std::memory_order_acq_rel) == 1) ::operator delete(head);
}

std::ostream& operator<<(std::ostream& out, const Text& text) { return out << text.view(); }

namespace {

struct Hash : std::hash<std::string_view> {
  using is_transparent = void;
};

const std::string* kept_name(std::string_view name) {
  static std::mutex mutex;
  static std::unordered_set<std::string, Hash, std::equal_to<>> names;
  const std::lock_guard lock(mutex);
  const auto found = names.find(name);
  return found == names.end() ? &*names.emplace(name).first : &*found;
}

}  // namespace

Name::Name() {
  static const std::string none;
  static const std::string* const kept = kept_name(none);
  name_ = kept;
}

Name::Name(std::string_view name) : name_(kept_name(name)) {}

std::ostream& operator<<(std::ostream& out, const Name& name) { return out << name.str(); }

}  // namespace muster
