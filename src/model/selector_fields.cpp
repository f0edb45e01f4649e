#include "model/selector_fields.h"

#include <algorithm>
#include <set>

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
      fields.back().seen = key.own == nullptr && key.name != "attention";
    }
  });
  each_key(stated_keys, [&](const StatedKey& key) {
    const auto get = [&key](const Host& host) { return (host.overrides.*key.stated).value_or(""); };
    fields.push_back(field_of<std::string>(key.selector, get));
    fields.back().seen = false;
  });
  each_key(host_keys, [&]<class T>(const HostKey<T>& key) {
    if constexpr (requires { Compared<T>::kind; }) {
      if (key.selector.empty()) return;
      const auto get = [&key](const Host& host) -> const T& { return host.*key.member; };
      fields.push_back(field_of<T>(key.selector, get));
      fields.back().seen = key.text == TextKind::id;
    }
  });
}

Values names(const Host& host, std::string_view) {
  Values values;
  for (const auto& candidate : host.observed.names) values.push_back(candidate.name);
  return values;
}

Values guest_kinds(const Host& host, std::string_view) {
  const auto& guest = host.observed.guest;
  return guest ? Values{std::string(word(guest->kind))} : Values{};
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

// How many VLANs the host is a member of.
Values vlan_count(const Host& host, std::string_view) {
  std::set<int> all;
  for (const auto& interface : effective_interfaces(host)) {
    all.insert(interface.vlans.begin(), interface.vlans.end());
  }
  return {std::to_string(all.size())};
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

// What stands inside of structured values.
void add_parts(std::vector<Field>& fields) {
  fields.push_back({"ip", FieldKind::ip, true, {}, addresses});
  fields.push_back({"mac", FieldKind::mac, true, {}, macs});
  fields.push_back({"subnet", FieldKind::network, true, {}, networks});
  fields.push_back({"vlan", FieldKind::number, true, {}, vlans});
  fields.push_back({"vlan_count", FieldKind::number, false, {}, vlan_count});
  fields.push_back({"switch", FieldKind::text, true, {}, attached<&Attachment::device>});
  fields.push_back({"port", FieldKind::text, true, {}, attached<&Attachment::port>});
  fields.push_back({"confidence", FieldKind::word, true, words_of_type<Confidence>(),
                    attached<&Attachment::confidence>});
  fields.push_back({"sources", FieldKind::text, true, {}, [](const Host& h, std::string_view) {
                      return h.observed.sources;
                    }});
  fields.push_back({"names", FieldKind::text, true, {}, names});
  fields.push_back({"guest", FieldKind::word, false, words_of_type<GuestKind>(), guest_kinds});
}

// What people and rules decide, and what the path tells.
void add_decided(std::vector<Field>& fields) {
  const auto add = [&](std::string_view name, bool list, auto values) {
    fields.push_back({name, FieldKind::text, list, {}, values, false});
  };
  add("slug", false, slugs);
  add("path", false, [](const Host&, std::string_view path) { return Values{std::string(path)}; });
  add("proposed", false, [](const Host& host, std::string_view) {
    return Values{host.observed.proposed.classification};
  });
  add("rule", false,
      [](const Host& host, std::string_view) { return Values{host.observed.proposed.rule}; });
  add("tag", true, [](const Host& host, std::string_view) { return effective_tags(host); });
}

}  // namespace

std::span<const Field> fields() {
  static const std::vector<Field> table = [] {
    std::vector<Field> all;
    add_keys(all);
    add_parts(all);
    add_decided(all);
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
