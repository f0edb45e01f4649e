// The templates of HostReader.
#pragma once
#include <algorithm>
#include <string>

#include "core/text.h"
#include "inventory/host_reader.h"

namespace muster {

template <class Fn>
void HostReader::each(const Node& node, std::string_view what, const Names& keys, Fn&& fn) {
  if (node.kind != yaml::Kind::mapping) {
    mistake(node, std::string(what) + " must be a mapping", "write it as {key: value}");
    return;
  }
  for (const yaml::Entry& entry : node.entries) {
    if (std::find(keys.begin(), keys.end(), entry.key) != keys.end()) {
      fn(std::string_view(entry.key), entry.value);
      continue;
    }
    const std::vector<std::string> candidates(keys.begin(), keys.end());
    trouble_.add(Error("key \"" + clean(entry.key) + "\" is not known", Exit::invalid)
                     .at(document_.where(entry.begin))
                     .mend(suggestion(entry.key, candidates)));
  }
}

template <class Fn>
void HostReader::section(const Node& node, std::string_view what, std::string_view prefix,
                         std::span<const std::string> dotted, Fn&& fn) {
  Names keys(dotted.begin(), dotted.end());
  for (std::string_view& key : keys) key.remove_prefix(prefix.size());
  each(node, what, keys, [&](std::string_view key, const Node& value) {
    const auto index = std::find(keys.begin(), keys.end(), key) - keys.begin();
    note_place(dotted[static_cast<size_t>(index)], value.begin);
    fn(key, value);
  });
}

template <class Keys>
void HostReader::require(const Node& node, std::string_view what, const Keys& keys) {
  each_key(keys, [&](const auto& key) {
    if (!key.required || node.find(key.name) != nullptr) return;
    mistake(node, std::string(what) + " has no \"" + std::string(key.name) + "\"",
            "put the line back, for instance from an older commit");
  });
}

template <class E>
requires std::is_enum_v<E>
void HostReader::take(const Node& node, std::string_view what, E& out) {
  const std::string written = text(node, what);
  if (node.kind != yaml::Kind::scalar) return;
  if (const auto value = parse_word<E>(written)) {
    out = *value;
    return;
  }
  std::vector<std::string> candidates;
  for (const E value : values_of<E>) candidates.emplace_back(word(value));
  mistake(node, std::string(what) + " \"" + clean(written) + "\" is not known",
          suggestion(written, candidates));
}

template <HasParts T>
void HostReader::take(const Node& node, std::string_view, T& out) {
  static const Names names =
      std::apply([](const auto&... key) { return Names{key.name...}; }, Parts<T>::keys);
  each(node, Parts<T>::what, names, [&](std::string_view name, const Node& value) {
    each_key(Parts<T>::keys, [&](const auto& key) {
      if (key.name == name) take(value, name, out.*key.member);
    });
  });
}

template <HasParts T>
void HostReader::take(const Node& node, std::string_view what, Rare<T>& out) {
  take(node, what, out.emplace());
}

template <HasParts T>
void HostReader::take(const Node& node, std::string_view what, std::vector<T>& out) {
  if (!is_list(node, what)) return;
  for (const Node& item : node.items) take(item, what, out.emplace_back());
}

}  // namespace muster
