// Rows of the tables: a key, the member it sets, and how it is read and shown.
#pragma once
#include <nlohmann/json.hpp>
#include <vector>

#include "config/show.h"
#include "config/tables.h"

namespace muster::config_file {

template <class Item, class Field>
Item item_of(Field Item::*);

// A key that sets the member to which `of` leads.
template <class T, auto Read, class Of>
Key<T> key_of(std::string_view name, std::string_view doc, Of of) {
  Key<T> key{name, false, doc,
             [of](Reading& in, const yaml::Node& node, T& item) { Read(in, node, of(item)); },
             [of](const T& item) { return shown(of(item)); }};
  if constexpr (std::is_same_v<decltype(Read), void (*)(Reading&, const yaml::Node&, SecretRef&)>) {
    key.secret = [of](const T& item) { return &of(item); };
  }
  return key;
}

template <auto Member, auto Read, class T = decltype(item_of(Member))>
Key<T> key(std::string_view name, std::string_view doc) {
  return key_of<T, Read>(
      name, doc, [](auto& item) -> auto& { return item.*Member; });
}

// The same for a member of a part, such as SourceConfig::snmp.
template <auto Part, auto Member, auto Read, class T = decltype(item_of(Part))>
Key<T> key_in(std::string_view name, std::string_view doc) {
  return key_of<T, Read>(
      name, doc, [](auto& item) -> auto& { return item.*Part.*Member; });
}

// The keys of a part of an item, to which `of` leads, as keys of the item.
template <class T, class Part, class Of>
std::vector<Key<T>> within(const std::vector<Key<Part>>& keys, Of of) {
  std::vector<Key<T>> out;
  for (const Key<Part>& key : keys) {
    out.push_back({key.name, key.required, key.doc,
                   [read = key.read, of](Reading& in, const yaml::Node& node, T& item) {
                     read(in, node, of(item));
                   },
                   [show = key.show, of](const T& item) { return show(of(item)); }});
    if (key.secret) {
      out.back().secret = [secret = key.secret, of](const T& item) { return secret(of(item)); };
    }
  }
  return out;
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
