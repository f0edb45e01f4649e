// The templates of HostReader.
#pragma once
#include <algorithm>
#include <string>

#include "core/text.h"
#include "inventory/host_reader.h"

namespace muster {

template <class Fn>
void HostReader::each(const Node& node, std::string_view what, Keys keys, Fn&& fn) {
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
                         Keys dotted, Fn&& fn) {
  std::vector<std::string_view> keys(dotted.begin(), dotted.end());
  for (std::string_view& key : keys) key.remove_prefix(prefix.size());
  each(node, what, keys, [&](std::string_view key, const Node& value) {
    const auto index = std::find(keys.begin(), keys.end(), key) - keys.begin();
    out_.places.push_back(
        {dotted[static_cast<size_t>(index)], value.begin.line, value.begin.column});
    fn(key, value);
  });
}

}  // namespace muster
