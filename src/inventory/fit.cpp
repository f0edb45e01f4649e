#include "inventory/fit.h"

#include <algorithm>

#include "inventory/layout.h"
#include "inventory/limits.h"
#include "model/host_fields.h"

namespace muster {
namespace {

template <class T>
size_t shorten(std::vector<T>& list, size_t most) {
  const size_t left_out = list.size() - std::min(list.size(), most);
  list.resize(list.size() - left_out);
  return left_out;
}

// Calls fn(list) for every list of `whole`, outer lists first.
template <class Keys, class Whole, class Fn>
void each_list_of(const Keys& keys, Whole& whole, Fn& fn) {
  each_key(keys, [&](const auto& key) {
    auto& value = whole.*key.member;
    using Value = std::remove_cvref_t<decltype(value)>;
    if constexpr (HasParts<Value>) {
      each_list_of(Parts<Value>::keys, value, fn);
    } else if constexpr (requires { value.resize(0), value.front(); } &&
                         !std::is_same_v<Value, std::string>) {
      fn(value);
      if constexpr (HasParts<typename Value::value_type>) {
        for (auto& item : value) each_list_of(Parts<typename Value::value_type>::keys, item, fn);
      }
    }
  });
}

template <class Fn>
void each_list(Observed& observed, Fn&& fn) {
  each_list_of(observed_keys, observed, fn);
}

// Without rendering: no item takes more, however it is quoted.
bool is_small(Observed& observed) {
  constexpr size_t most_of_item = 2000, rest = 16 << 10;
  size_t items = 0;
  each_list(observed, [&](const auto& list) { items += list.size(); });
  return items * most_of_item + rest <= limits::observed_bytes;
}

bool fits(Observed& observed) {
  bool short_enough = true;
  each_list(observed, [&](const auto& list) {
    short_enough = short_enough && list.size() <= limits::list_items;
  });
  return short_enough && layout::render_observed(observed).size() <= limits::observed_bytes;
}

// `attention` with the mark is no longer than the other lists.
size_t shorten_marked(std::vector<std::string>& attention, size_t most) {
  std::erase(attention, too_large);
  const size_t left_out = shorten(attention, most - 1);
  const auto place = std::lower_bound(attention.begin(), attention.end(), too_large);
  attention.emplace(place, too_large);
  return left_out;
}

}  // namespace

size_t fit(Observed& observed) {
  size_t left_out = 0;
  if (is_small(observed)) return left_out;
  for (size_t most = limits::list_items; !fits(observed) && most > 0; most -= (most + 7) / 8) {
    left_out += shorten_marked(observed.attention, most);
    each_list(observed, [&](auto& list) { left_out += shorten(list, most); });
  }
  return left_out;
}

}  // namespace muster
