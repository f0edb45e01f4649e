// The keys of muster.yaml, section by section; schema/config.v1.json is made from them.
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
  std::string schema;        // of the value, as JSON
  std::string_view example;  // of the value: a text, or a list or mapping as JSON; "" none
  std::function<const SecretRef*(const T& item)> secret = {};  // only of keys that refer to one
};

// The shape of an item whose selector ("kind", "netbox") has the value `kind`.
template <class T>
struct Variant {
  std::string_view kind;
  std::string_view about;
  std::vector<Key<T>> keys;
  T empty;
};

template <class T>
struct Section {
  std::string_view name;      // "sources"
  std::string_view one;       // "source"
  std::string_view selector;  // "kind"; "" where all items have one shape
  std::string_view about;     // the section, for people
  std::string_view about_one;
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
const Section<Policy>& policy_section();
const std::vector<std::string>& section_names();

}  // namespace muster::config_file
