// The keys of muster.yaml, section by section. schema/config.v1.json says the same to editors.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <span>
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
  void (*read)(Reading& in, const yaml::Node& node, T& item);
  nlohmann::json (*show)(const T& item);
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
