#include "inventory/host_schema.h"

#include <nlohmann/json.hpp>

#include "inventory/limits.h"
#include "model/host_fields.h"

namespace muster {
namespace {

using Json = nlohmann::ordered_json;

Json list_of(Json items) {
  return {
      {"type", {"array", "null"}}, {"maxItems", limits::list_items}, {"items", std::move(items)}};
}

Json text_of(size_t most) { return {{"type", {"string", "null"}}, {"maxLength", most}}; }

template <class T>
struct Shape;  // of a type: what the schema says of its values

template <>
struct Shape<std::string> {
  static Json words() { return text_of(limits::text_bytes); }
};
template <>
struct Shape<bool> {
  static Json words() { return {{"type", "boolean"}, {"default", false}}; }
};
template <>
struct Shape<long long> {
  static Json words() {
    return {{"type", "integer"}, {"minimum", 0}, {"maximum", limits::most_number}};
  }
};
template <>
struct Shape<std::vector<int>> {
  static Json words() {
    return list_of({{"type", "integer"}, {"minimum", 1}, {"maximum", limits::most_vlan}});
  }
};
template <>
struct Shape<Day> {
  static Json words() { return {{"type", "string"}, {"pattern", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}}; }
};
template <>
struct Shape<std::optional<Mac>> {
  static Json words() { return {{"type", "string"}, {"pattern", "^[0-9A-Fa-f:.-]{12,17}$"}}; }
};
template <>
struct Shape<std::vector<Cidr>> {
  static Json words() {
    return list_of({{"type", "string"}, {"pattern", "^[0-9A-Fa-f.:]+/[0-9]{1,3}$"}});
  }
};
template <>
struct Shape<std::vector<std::string>> {
  static Json words() { return list_of(Shape<std::string>::words()); }
};
template <>
struct Shape<std::vector<Evidence>> : Shape<std::vector<std::string>> {};
template <class E>
requires std::is_enum_v<E>
struct Shape<E> {
  static Json words() {
    Json all = Json::array();
    for (const E value : values_of<E>) all.push_back(word(value));
    return {{"enum", std::move(all)}};
  }
};

// `about` first, as people read it.
Json described(std::string_view about, const Json& words) {
  Json out = Json::object();
  if (!about.empty()) out["description"] = about;
  out.update(words);
  return out;
}

Json mapping() { return {{"type", "object"}, {"additionalProperties", false}}; }

template <HasParts T>
struct Shape<T> {
  static Json words() {
    Json out = mapping();
    each_key(Parts<T>::keys, [&]<class Value>(const PartKey<T, Value>& key) {
      out["properties"][std::string(key.name)] = described(key.about, Shape<Value>::words());
    });
    return out;
  }
};
template <HasParts T>
struct Shape<Rare<T>> : Shape<T> {};
template <HasParts T>
struct Shape<std::vector<T>> {
  static Json words() { return list_of(Shape<T>::words()); }
};

template <class T>
Json words_for(std::string_view about, size_t most) {
  return described(about, std::is_same_v<T, std::string> ? text_of(most) : Shape<T>::words());
}

template <class Keys>
Json required_of(const Keys& keys) {
  Json names = Json::array();
  each_key(keys, [&](const auto& key) {
    if (key.required) names.push_back(key.name);
  });
  return names;
}

template <>
struct Shape<Overrides> {
  static Json words() {
    Json out = mapping();
    out["type"] = {"object", "null"};
    each_key(observed_keys, [&]<class T>(const ObservedKey<T>& key) {
      if (key.stated == nullptr) return;
      out["properties"][std::string(key.name)] = words_for<T>("", key.most);
    });
    each_key(stated_keys, [&](const StatedKey& key) {
      out["properties"][std::string(key.name)] = words_for<std::string>(key.about, key.most);
    });
    return out;
  }
};
template <>
struct Shape<Observed> {
  static Json words() {
    Json out = mapping();
    out["required"] = required_of(observed_keys);
    each_key(observed_keys, [&]<class T>(const ObservedKey<T>& key) {
      out["properties"][std::string(key.name)] = words_for<T>(key.about, limits::text_bytes);
    });
    return out;
  }
};

}  // namespace

const std::string& host_schema() {
  static const std::string text = [] {
    Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                {"$id", "host.v1.json"},
                {"title", "muster host file"},
                {"description", "One host: the lines people decide, and what was observed of it."}};
    schema.update(mapping());
    schema["required"] = required_of(host_keys);
    each_key(host_keys, [&]<class T>(const HostKey<T>& key) {
      Json& property = schema["properties"][std::string(key.name)];
      property = words_for<T>(key.about, key.most);
      if (!key.schema.empty()) property.update(Json::parse(key.schema));
    });
    return schema.dump(2) + "\n";
  }();
  return text;
}

}  // namespace muster
