// The value of a managed field. JSON is spoken at the edges only (plan/plan_json.h and the targets'
// own clients).
#pragma once
#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "plan/list.h"
#include "plan/text.h"

namespace muster {

class TextList : public List<Text> {
 public:
  using List::List;
  TextList(const std::vector<std::string>& texts);
};

// In canonical form: null is "not set", references are natural keys (a slug or name, never an id).
// Equal meaning is an equal value.
using Value = std::variant<std::monostate, bool, int64_t, Text, TextList>;

inline bool is_null(const Value& value) { return std::holds_alternative<std::monostate>(value); }
const Text& text_of(const Value& value);  // "" when it is no text
Value text_or_null(Text text);            // null when empty
std::string render(const Value& value);   // compact JSON, one line; foreign bytes as U+FFFD

// What is said of each of some fields, in the order of their names; copies share it.
template <class T>
class ByField {
 public:
  using Entry = std::pair<Name, T>;
  using value_type = Entry;
  using const_iterator = const Entry*;

  ByField() = default;
  ByField(std::initializer_list<std::pair<std::string_view, T>> entries) {
    entries_.reserve(entries.size());
    for (const auto& [name, value] : entries) {
      if (!contains(name)) (*this)[name] = value;
    }
  }

  const Entry* begin() const { return entries_.begin(); }
  const Entry* end() const { return entries_.end(); }
  size_t size() const { return entries_.size(); }
  bool empty() const { return entries_.empty(); }

  const Entry* find(std::string_view name) const {
    const Entry* at = place(name);
    return at != end() && at->first == name ? at : end();
  }
  bool contains(std::string_view name) const { return find(name) != end(); }
  const T& at(std::string_view name) const;  // that is there
  T& operator[](std::string_view name) {
    const Entry* there = place(name);
    const auto at = static_cast<size_t>(there - begin());
    if (there != end() && there->first == name) return entries_.edit()[at].second;
    return entries_.insert(at, {Name(name), T()})->second;
  }
  void erase(std::string_view name) {
    entries_.erase_if([&](const Entry& entry) { return entry.first == name; });
  }
  template <class Which>
  void erase_if(Which which) {
    entries_.erase_if(which);
  }
  void fit() { entries_.fit(); }
  bool shares(const ByField& other) const { return entries_.shares(other.entries_); }

  bool operator==(const ByField&) const = default;

 private:
  const Entry* place(std::string_view name) const {
    return std::lower_bound(begin(), end(), name, [](const Entry& entry, std::string_view other) {
      return entry.first < other;
    });
  }

  List<Entry> entries_;
};

template <class T>
const T& ByField<T>::at(std::string_view name) const {
  const Entry* found = find(name);
  if (found == end()) throw std::out_of_range(std::string(name));
  return found->second;
}

using Fields = ByField<Value>;  // managed fields

// Some of the fields.
class FieldNames : public List<Name> {
 public:
  using List::List;
  bool contains(std::string_view name) const { return std::find(begin(), end(), name) != end(); }
  void put(std::string_view name) {
    if (!contains(name)) push_back(name);
  }
  void erase(std::string_view name) {
    erase_if([&](const Name& each) { return each == name; });
  }
};

const Value& value_of(const Fields& fields, std::string_view name);  // null when absent
const Text& text_of(const Fields& fields, std::string_view name);    // "" when it is no text

}  // namespace muster
