// Rows of the tables: a key, the member it sets, and how it is read and shown.
#pragma once
#include <nlohmann/json.hpp>
#include <vector>

#include "config/show.h"
#include "config/tables.h"

namespace muster::config_file {

template <class Item, class Field>
Item item_of(Field Item::*);

template <auto Member, auto Read, class T = decltype(item_of(Member))>
Key<T> key(std::string_view name, std::string_view doc) {
  return {name, false, doc,
          [](Reading& in, const yaml::Node& node, T& item) { Read(in, node, item.*Member); },
          [](const T& item) { return shown(item.*Member); }};
}

// The same for a member of a part, such as SourceConfig::snmp.
template <auto Part, auto Member, auto Read, class T = decltype(item_of(Part))>
Key<T> key_in(std::string_view name, std::string_view doc) {
  return {name, false, doc,
          [](Reading& in, const yaml::Node& node, T& item) { Read(in, node, item.*Part.*Member); },
          [](const T& item) { return shown(item.*Part.*Member); }};
}

template <class T>
Key<T> needed(Key<T> key) {
  key.required = true;
  return key;
}

template <class T>
std::vector<Key<T>> operator+(std::vector<Key<T>> a, const std::vector<Key<T>>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace muster::config_file
