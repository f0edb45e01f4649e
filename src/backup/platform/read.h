// How the files of platforms are read: by tables of keys. Internal to backup/platform.
#pragma once
#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/text.h"
#include "core/yaml.h"
#include "model/pattern.h"

namespace muster::platform_file {

struct Reading {
  const yaml::Document& document;
  Diagnostics& trouble;

  void fault(const yaml::Node& node, std::string message, std::string fix) const {
    trouble.add(Error(std::move(message), Exit::invalid)
                    .at(document.where(node.begin))
                    .mend(std::move(fix)));
  }
};

template <class T>
struct Field {
  std::string_view name;
  void (*read)(const Reading& in, const yaml::Node& node, T& out);
};

template <class T>
void read_mapping(const Reading& in, const yaml::Node& node, std::string_view what,
                  std::span<const Field<T>> fields, T& out) {
  if (node.kind != yaml::Kind::mapping) {
    return in.fault(node, std::string(what) + " must be a mapping of keys to values",
                    "write {key: value}");
  }
  for (const yaml::Entry& entry : node.entries) {
    const auto field = std::find_if(fields.begin(), fields.end(),
                                    [&](const auto& one) { return one.name == entry.key; });
    if (field != fields.end()) {
      field->read(in, entry.value, out);
      continue;
    }
    std::vector<std::string> names;
    for (const auto& one : fields) names.emplace_back(one.name);
    in.trouble.add(
        Error("key \"" + clean(entry.key, 80) + "\" is not known in " + std::string(what),
              Exit::invalid)
            .at(in.document.where(entry.begin))
            .mend(suggestion(entry.key, names)));
  }
}

void read_line(const Reading& in, const yaml::Node& node, std::string& out);
void read_flag(const Reading& in, const yaml::Node& node, bool& out);
void read_count(const Reading& in, const yaml::Node& node, int& out);
void read_pattern(const Reading& in, const yaml::Node& node, std::optional<Pattern>& out);
void read_patterns(const Reading& in, const yaml::Node& node, std::vector<Pattern>& out);
void read_lines(const Reading& in, const yaml::Node& node, std::vector<std::string>& out);

// A list of things, each read by `read`.
template <class T, class Read>
void read_each(const Reading& in, const yaml::Node& node, std::string_view what,
               std::vector<T>& out, Read read) {
  if (node.kind != yaml::Kind::sequence) {
    return in.fault(node, std::string(what) + " must be a list", "write - before each");
  }
  for (const yaml::Node& item : node.items) read(in, item, out.emplace_back());
}

}  // namespace muster::platform_file
