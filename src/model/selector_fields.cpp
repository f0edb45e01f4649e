#include "model/selector_fields.h"

#include <algorithm>

#include "core/text.h"
#include "model/host_fields.h"

namespace muster {
namespace {

using Values = std::vector<std::string>;

// How the type of a key is compared, and the values that a host has of it.
template <class T>
struct Compared;

template <>
struct Compared<std::string> {
  static constexpr FieldKind kind = FieldKind::text;
  static Values values(const std::string& text) { return {text}; }
};

template <>
struct Compared<Day> {
  static constexpr FieldKind kind = FieldKind::day;
  static Values values(Day day) { return {render_day(day)}; }
};

template <>
struct Compared<Values> {
  static constexpr FieldKind kind = FieldKind::text;
  static Values values(const Values& texts) { return texts; }
};

template <class E>
requires std::is_enum_v<E>
struct Compared<E> {
  static constexpr FieldKind kind = FieldKind::word;
  static Values values(E value) { return {std::string(word(value))}; }
};

template <class T>
Values words_of_type() {
  Values words;
  for (const auto value : values_of<T>) words.emplace_back(word(value));
  return words;
}

// What a key of a table is to selectors; `get(host)` is its value.
template <class T, class Get>
Field field_of(std::string_view name, Get get) {
  Field field{name, Compared<T>::kind, std::is_same_v<T, Values>, {}, {}};
  if constexpr (std::is_enum_v<T>) field.words = words_of_type<T>();
  field.values = [get](const Host& host, std::string_view) {
    return Compared<T>::values(get(host));
  };
  return field;
}

void add_keys(std::vector<Field>& fields) {
  each_key(observed_keys, [&]<class T>(const ObservedKey<T>& key) {
    if constexpr (requires { Compared<T>::kind; }) {
      if (key.selector.empty()) return;
      const auto get = [&key](const Host& host) -> const T& { return in_force(key, host); };
      fields.push_back(field_of<T>(key.selector, get));
    }
  });
  each_key(host_keys, [&]<class T>(const HostKey<T>& key) {
    if constexpr (requires { Compared<T>::kind; }) {
      if (key.selector.empty()) return;
      const auto get = [&key](const Host& host) -> const T& { return host.*key.member; };
      fields.push_back(field_of<T>(key.selector, get));
    }
  });
}

Values slugs(const Host&, std::string_view path) {
  path.remove_prefix(path.find_last_of('/') + 1);  // npos + 1 is 0
  return {std::string(path.substr(0, path.rfind("--")))};
}

Values addresses(const Host& host, std::string_view) {
  Values values;
  for (const auto& interface : effective_interfaces(host)) {
    for (const auto& address : interface.addresses) values.push_back(render(address.ip));
  }
  return values;
}

Values networks(const Host& host, std::string_view) {
  Values values;
  for (const auto& interface : effective_interfaces(host)) {
    for (const auto& a : interface.addresses) values.push_back(render(Cidr{a.network(), a.prefix}));
  }
  return values;
}

Values macs(const Host& host, std::string_view) {
  Values values;
  for (const auto& interface : effective_interfaces(host)) {
    if (interface.mac) values.push_back(render(*interface.mac));
  }
  return values;
}

Values vlans(const Host& host, std::string_view) {
  Values values;
  for (const auto& interface : effective_interfaces(host)) {
    for (const int vlan : interface.vlans) values.push_back(std::to_string(vlan));
  }
  return values;
}

// Of each switch port that the host is plugged in.
template <auto Member>
Values attached(const Host& host, std::string_view) {
  Values values;
  for (const Attachment& at : host.observed.attached) {
    if constexpr (requires { word(at.*Member); }) {
      values.emplace_back(word(at.*Member));
    } else {
      values.push_back(at.*Member);
    }
  }
  return values;
}

// What stands inside of structured values, and what is told by the path.
void add_parts(std::vector<Field>& fields) {
  fields.push_back({"ip", FieldKind::ip, true, {}, addresses});
  fields.push_back({"mac", FieldKind::mac, true, {}, macs});
  fields.push_back({"subnet", FieldKind::network, true, {}, networks});
  fields.push_back({"vlan", FieldKind::number, true, {}, vlans});
  fields.push_back({"switch", FieldKind::text, true, {}, attached<&Attachment::device>});
  fields.push_back({"port", FieldKind::text, true, {}, attached<&Attachment::port>});
  fields.push_back({"confidence", FieldKind::word, true, words_of_type<Confidence>(),
                    attached<&Attachment::confidence>});
  fields.push_back({"sources", FieldKind::text, true, {}, [](const Host& h, std::string_view) {
                      return h.observed.sources;
                    }});
  fields.push_back({"slug", FieldKind::text, false, {}, slugs});
  fields.push_back({"path", FieldKind::text, false, {}, [](const Host&, std::string_view path) {
                      return Values{std::string(path)};
                    }});
  fields.push_back({"proposed", FieldKind::text, false, {}, [](const Host& h, std::string_view) {
                      return Values{h.observed.proposed.classification};
                    }});
  fields.push_back({"rule", FieldKind::text, false, {}, [](const Host& h, std::string_view) {
                      return Values{h.observed.proposed.rule};
                    }});
}

}  // namespace

std::span<const Field> fields() {
  static const std::vector<Field> table = [] {
    std::vector<Field> all;
    add_keys(all);
    add_parts(all);
    std::sort(all.begin(), all.end(),
              [](const Field& a, const Field& b) { return a.name < b.name; });
    return all;
  }();
  return table;
}

const Field* find_field(std::string_view name) {
  const auto table = fields();
  const auto found = std::find_if(table.begin(), table.end(),
                                  [&](const Field& field) { return field.name == name; });
  return found == table.end() ? nullptr : &*found;
}

}  // namespace muster
