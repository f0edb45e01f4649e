// The keys of muster.yaml, section by section. schema/config.v1.json says the same to editors.
#pragma once
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "config/reading.h"

namespace muster::config_file {

template <class T>
struct Key {
  std::string_view name;
  bool required;
  std::string_view doc;
  std::function<void(Reading& in, const yaml::Node& node, T& item)> read;
  std::function<nlohmann::json(const T& item)> show;
  std::function<const SecretRef*(const T& item)> secret = {};  // only of keys that refer to one
};

// The shape of an item whose selector ("kind", "netbox") has the value `kind`.
template <class T>
struct Variant {
  std::string_view kind;
  std::vector<Key<T>> keys;
  T empty;
};

template <class T>
struct Section {
  std::string_view name;      // "sources"
  std::string_view one;       // "source"
  std::string_view selector;  // "kind"; "" where all items have one shape
  std::vector<Variant<T>> variants;
};

// The keys of a shape; none for a kind that there is not.
template <class T>
const std::vector<Key<T>>& keys_of(const Section<T>& section, std::string_view kind) {
  static const std::vector<Key<T>> none;
  for (const Variant<T>& variant : section.variants) {
    if (variant.kind == kind) return variant.keys;
  }
  return none;
}

const Section<SiteConfig>& site_section();
const Section<SourceConfig>& source_section();
const Section<ClassConfig>& class_section();
const Section<TargetConfig>& target_section();
const std::vector<Key<Policy>>& policy_keys();
const std::vector<std::string>& section_names();

// The tables without their code, to be compared with the schema.
struct KeyTable {
  std::string section;
  std::string selector;
  std::string kind;
  struct Row {
    std::string name;
    bool required;
    std::string doc;
  };
  std::vector<Row> rows;
};
std::vector<KeyTable> key_tables();

}  // namespace muster::config_file
