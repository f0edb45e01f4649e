// Rows of the tables: a key, the member it sets, and how it is read, shown and described.
#pragma once
#include <nlohmann/json.hpp>
#include <vector>

#include "config/show.h"
#include "config/tables.h"

namespace muster::config_file {

// What the schema says of a value that is read so.
template <auto Read>
constexpr std::string_view schema_of;
template <>
inline constexpr std::string_view schema_of<read_text> = R"({"$ref": "#/$defs/text"})";
template <>
inline constexpr std::string_view schema_of<read_slug> = R"({"$ref": "#/$defs/slug"})";
template <>
inline constexpr std::string_view schema_of<read_label> = R"({"$ref": "#/$defs/label"})";
template <>
inline constexpr std::string_view schema_of<read_domain> =
    R"({"type": "string", "pattern": "^[a-z0-9-]+(\\.[a-z0-9-]+)*$", "maxLength": 253})";
template <>
inline constexpr std::string_view schema_of<read_url> = R"({"$ref": "#/$defs/url"})";
template <>
inline constexpr std::string_view schema_of<read_proxy> =
    R"({"type": "string", "pattern": "^(https?|socks5h?)://[^@]+$"})";
template <>
inline constexpr std::string_view schema_of<read_path> = R"({"$ref": "#/$defs/path"})";
template <>
inline constexpr std::string_view schema_of<read_address> = R"({"type": "string"})";
template <>
inline constexpr std::string_view schema_of<read_fingerprint> =
    R"({"type": "string", "pattern": "^([0-9A-Fa-f]{2}:?){31}[0-9A-Fa-f]{2}$"})";
template <>
inline constexpr std::string_view schema_of<read_token_id> =
    R"({"type": "string", "pattern": "^[^@]+@[^!]+!.+$"})";
template <>
inline constexpr std::string_view schema_of<read_flag> = R"({"type": "boolean"})";
template <>
inline constexpr std::string_view schema_of<read_timeout> = R"({"$ref": "#/$defs/duration"})";
template <>
inline constexpr std::string_view schema_of<read_days> =
    R"({"type": "string", "pattern": "^([0-9]+(ms|s|m|h|d|w))+$"})";
template <>
inline constexpr std::string_view schema_of<read_limit> = R"({"$ref": "#/$defs/limit"})";
template <>
inline constexpr std::string_view schema_of<read_networks> = R"({"type": "array",
    "items": {"type": "string", "pattern": "^[0-9A-Fa-f.:]+/[0-9]{1,3}$"}})";
template <>
inline constexpr std::string_view schema_of<read_vrfs> = R"({"type": "object",
    "propertyNames": {"minLength": 1, "maxLength": 100},
    "additionalProperties": {"type": "array",
    "items": {"type": "string", "pattern": "^[0-9A-Fa-f.:]+/[0-9]{1,3}$"}}})";
template <>
inline constexpr std::string_view schema_of<read_becomes> = R"({"enum": ["device", "vm", "none"]})";
template <>
inline constexpr std::string_view schema_of<read_secret> = R"({"$ref": "#/$defs/secret"})";
template <>
inline constexpr std::string_view schema_of<read_words> = R"({"$ref": "#/$defs/words"})";
template <>
inline constexpr std::string_view schema_of<read_ports> = R"({"type": "array", "maxItems": 256,
    "items": {"type": "integer", "minimum": 1, "maximum": 65535}})";
template <>
inline constexpr std::string_view schema_of<read_host> = R"({"$ref": "#/$defs/host"})";
template <>
inline constexpr std::string_view schema_of<read_hosts> = R"({"type": "object",
    "propertyNames": {"$ref": "#/$defs/name"}, "additionalProperties": {"$ref": "#/$defs/host"}})";
template <>
inline constexpr std::string_view schema_of<read_logins> = R"({"type": "object",
    "propertyNames": {"$ref": "#/$defs/name"},
    "additionalProperties": {"type": "string", "pattern": "^[^@: ]+@[^@ ]+$"}})";
template <>
inline constexpr std::string_view schema_of<read_texts> = R"({"type": "object",
    "propertyNames": {"$ref": "#/$defs/name"}, "additionalProperties": {"$ref": "#/$defs/text"}})";
template <>
inline constexpr std::string_view schema_of<read_login> =
    R"({"type": "string", "pattern": "^[^@: ]+@[^@ ]+$"})";

// The words of a choice; a number among them may be written without quotes.
std::string schema_of_words(std::span<const std::string_view> words);
std::string schema_of_choices(std::span<const std::string_view> words);
std::string schema_of_manage();
std::string schema_of_records();
std::string schema_of_fields();
std::string schema_of_required();
std::string schema_of_tenants();
std::string schema_of_backup();
std::string schema_of_range(long long low, long long high);

template <auto Member>
struct MemberOf;
template <class T, class F, F T::*Member>
struct MemberOf<Member> {
  using Item = T;
  using Field = F;
};

template <auto Member, auto Read, class T = typename MemberOf<Member>::Item>
Key<T> key_of(std::string_view name, std::string_view doc, std::string schema,
              std::string_view example) {
  Key<T> key{name,
             false,
             doc,
             [](Reading& in, const yaml::Node& node, T& item) { Read(in, node, item.*Member); },
             [](const T& item) { return shown(item.*Member); },
             std::move(schema),
             example};
  if constexpr (std::is_same_v<typename MemberOf<Member>::Field, SecretRef>) {
    key.secret = [](const T& item) { return &(item.*Member); };
  }
  return key;
}

// `example`: a text, or a list or mapping as JSON.
template <auto Member, auto Read>
auto key(std::string_view name, std::string_view doc, std::string_view example = "") {
  static_assert(!schema_of<Read>.empty());
  return key_of<Member, Read>(name, doc, std::string(schema_of<Read>), example);
}

template <auto Member, const auto& Words>
auto choice(std::string_view name, std::string_view doc) {
  return key_of<Member, read_choice<Words>>(name, doc, schema_of_words(Words), "");
}

// A list of words of a choice.
template <auto Member, const auto& Words>
auto choices(std::string_view name, std::string_view doc, std::string_view example) {
  return key_of<Member, read_choices<Words>>(name, doc, schema_of_choices(Words), example);
}

template <auto Member, long long Low, long long High>
auto number(std::string_view name, std::string_view doc) {
  using Number = typename MemberOf<Member>::Field;
  return key_of<Member, read_number<Low, High, Number>>(name, doc, schema_of_range(Low, High), "");
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

// The keys of a part of an item, to which `of` leads, as keys of the item.
template <class T, class Part, class Of>
std::vector<Key<T>> within(const std::vector<Key<Part>>& keys, Of of) {
  std::vector<Key<T>> out;
  for (const Key<Part>& key : keys) {
    out.push_back({key.name, key.required, key.doc,
                   [read = key.read, of](Reading& in, const yaml::Node& node, T& item) {
                     read(in, node, of(item));
                   },
                   [show = key.show, of](const T& item) { return show(of(item)); }, key.schema,
                   key.example});
    if (key.secret) {
      out.back().secret = [secret = key.secret, of](const T& item) { return secret(of(item)); };
    }
  }
  return out;
}

// The keys of a base of T.
template <class T, class Base>
std::vector<Key<T>> part_of() {
  return within<T>(
      keys_of(Base{}), [](auto& item) -> auto& { return item; });
}

}  // namespace muster::config_file
