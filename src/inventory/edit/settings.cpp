#include "inventory/edit/settings.h"

#include <algorithm>

#include "core/text.h"
#include "inventory/edit/structured.h"
#include "model/host_fields.h"

namespace muster {
namespace {

constexpr std::string_view below_overrides = "overrides.";

// A setting of each type: whether it can be made, and then it is.
bool take(std::string& member, const Setting& setting) {
  if (setting.how == How::add && !member.empty()) {
    const bool closed = member.ends_with('\n');
    member += (closed ? "" : "\n") + setting.value + (closed ? "\n" : "");
  } else {
    member = setting.value;
  }
  return setting.how != How::remove;
}

bool take(bool& member, const Setting& setting) {
  member = setting.value == "true";
  return setting.how == How::set && (member || setting.value == "false");
}

template <class E>
requires std::is_enum_v<E>
bool take(E& member, const Setting& setting) {
  const auto known = parse_word<E>(setting.value);
  member = known.value_or(member);
  return setting.how == How::set && known;
}

std::vector<std::string> items_of(std::string_view value) {
  std::vector<std::string> items;
  for (const std::string& piece : split(value, ',')) {
    const std::string item(trim(piece));
    if (!item.empty() && std::find(items.begin(), items.end(), item) == items.end())
      items.push_back(item);
  }
  return items;
}

bool take(std::vector<std::string>& member, const Setting& setting) {
  const auto items = items_of(setting.value);
  if (setting.how == How::set) member = items;
  for (const std::string& item : items) {
    const auto there = std::find(member.begin(), member.end(), item);
    if (setting.how == How::add && there == member.end()) member.push_back(item);
    if (setting.how == How::remove && there != member.end()) member.erase(there);
  }
  return true;
}

template <class T>
requires std::is_same_v<T, std::string> || std::is_same_v<T, State>
bool take(Rare<T>& member, const Setting& setting) {
  if (setting.value.empty()) {
    member.reset();
    return setting.how == How::set;
  }
  return setting.how == How::set && take(member.emplace(), setting);
}

std::string told_as(const std::string& text) { return text; }
std::string told_as(bool flag) { return flag ? "true" : "false"; }
std::string told_as(const std::vector<std::string>& list) { return join(list, ", "); }
template <class E>
requires std::is_enum_v<E> std::string told_as(E value) { return std::string(word(value)); }

// Calls fn(name, member) for everything that may be set in `host`.
template <class AnyHost, class Fn>
void each_setting(AnyHost& host, Fn&& fn) {
  each_key(host_keys, [&](const auto& key) {
    auto& member = host.*key.member;
    using T = std::remove_cvref_t<decltype(member)>;
    if (key.editable || std::is_same_v<T, std::vector<std::string>>) {
      if constexpr (requires { told_as(member); }) fn(std::string(key.name), member);
    }
  });
  each_stated([&](const auto& key) {
    using T = typename std::remove_cvref_t<decltype(host.overrides.*key.stated)>::value_type;
    if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, State>)
      fn(std::string(below_overrides) + std::string(key.name), host.overrides.*key.stated);
  });
}

[[noreturn]] void refuse(const Setting& setting) {
  throw Error("\"" + clean(setting.key) + "\" cannot be set to \"" + clean(setting.value) + "\"",
              Exit::usage)
      .mend(setting.key == "approval"
                ? "use one of pending, approved, rejected"
                : "muster schema host tells what may stand there; + and - are for lists");
}

// The tags of a rule hold only while people give none, so what is added is added to those.
void begin_with_proposed(Host& host, const Setting& setting) {
  if (setting.key == "tags" && setting.how != How::set) host.tags = effective_tags(host);
}

Host with(const Host& before, const Setting& setting) {
  Host host = before;
  begin_with_proposed(host, setting);
  bool done = false;
  each_setting(host, [&](const std::string& name, auto& member) {
    if constexpr (requires { take(member, setting); }) {
      if (name == setting.key) done = take(member, setting);
    }
  });
  if (!done) refuse(setting);
  const bool none_left = setting.key == "tags" && setting.how == How::remove && host.tags.empty();
  if (none_left && !host.observed.proposed.tags.empty()) {
    throw Error("no tag would be left, and then those of the rule hold", Exit::usage)
        .mend("set another tag instead, or change the rule: " + clean(host.observed.proposed.rule));
  }
  return host;
}

std::string text_of(std::string_view text, const std::string& path, const Setting& setting,
                    const Host& wanted) {
  if (setting.key == "tags") return with_list(text, path, setting.key, wanted.tags);
  if (setting.key == "aliases") return with_list(text, path, setting.key, wanted.aliases);
  if (setting.key.starts_with(below_overrides)) {
    return with_override(text, path, setting.key.substr(below_overrides.size()), setting.value);
  }
  if (setting.key == "notes" && setting.how == How::add) {
    if (auto longer = with_note(text, path, setting.value)) return *std::move(longer);
  }
  return with_value(text, path, setting.key, setting_value(wanted, setting.key));
}

}  // namespace

const std::vector<std::string>& setting_keys() {
  static const std::vector<std::string> keys = [] {
    std::vector<std::string> names;
    const Host host;
    each_setting(host, [&](const std::string& name, const auto&) { names.push_back(name); });
    std::sort(names.begin(), names.end());
    return names;
  }();
  return keys;
}

std::string setting_key(std::string_view word) {
  const auto& keys = setting_keys();
  const std::string whole = word == "class" ? "classification" : std::string(word);
  const std::string stated = std::string(below_overrides) + whole;
  for (const std::string& key : {whole, stated}) {
    if (std::binary_search(keys.begin(), keys.end(), key)) return key;
  }
  throw Error("\"" + clean(word) + "\" is nothing that people set", Exit::usage)
      .mend(suggestion(word, keys));
}

std::string setting_value(const Host& host, std::string_view key) {
  std::string value;
  each_setting(host, [&]<class T>(const std::string& name, const T& member) {
    if (name != key) return;
    if constexpr (requires { told_as(member); }) {
      value = told_as(member);
    } else if (member) {
      value = told_as(*member);
    }
  });
  return value;
}

std::string with_settings(const HostFile& file, std::span<const Setting> settings) {
  std::string text{std::string_view(file.text)};
  Host host = file.host;
  for (const Setting& setting : settings) {
    Host wanted = with(host, setting);
    if (wanted == host) continue;
    text = text_of(text, file.path, setting, wanted);
    host = std::move(wanted);
  }
  if (host != file.host) require_reads_as(text, file.path, host);
  return text;
}

}  // namespace muster
