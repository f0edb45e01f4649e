#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "config/schema.h"
#include "config/tables.h"

using namespace muster;
using nlohmann::json;

namespace {

json schema() {
  std::ifstream in(SOURCE_DIR "/schema/config.v1.json");
  return json::parse(in);
}

// Every place of the schema that takes an object with its own keys, by its path.
void open_objects(const json& node, const std::string& path, std::vector<std::string>& out) {
  if (node.is_object() && node.contains("properties") && node.value("type", "") == "object" &&
      !node.contains("allOf") && node.value("additionalProperties", true)) {
    out.push_back(path);
  }
  if (!node.is_structured()) return;
  for (const auto& [key, value] : node.items()) open_objects(value, path + "/" + key, out);
}

}  // namespace

TEST_CASE("the schema in the repository is the one that the tables of keys make") {
  std::ifstream in(SOURCE_DIR "/schema/config.v1.json");
  const std::string text((std::istreambuf_iterator<char>(in)), {});
  INFO("ci/schemas --write makes it anew");
  CHECK(text == config_schema());
}

TEST_CASE("the schema has a shape for each kind that the reader knows, with its keys") {
  const json definitions = schema()["$defs"];
  const auto check = [&](const std::string& one, const auto& section) {
    for (const auto& variant : section.variants) {
      const std::string kind(variant.kind);
      INFO(one << " " << kind);
      const json& shape = definitions[kind.empty() ? one : one + "_" + kind];
      CHECK(shape["properties"].size() == variant.keys.size());
      for (const auto& key : variant.keys) {
        CHECK(shape["properties"][std::string(key.name)]["description"] == key.doc);
      }
    }
  };
  check("site", config_file::site_section());
  check("source", config_file::source_section());
  check("classification", config_file::class_section());
  check("target", config_file::target_section());
  check("credential", config_file::credential_section());
  check("job", config_file::job_section());
  check("policy", config_file::policy_section());
}

TEST_CASE("no object of the schema takes unknown keys") {
  std::vector<std::string> open;
  open_objects(schema(), "", open);
  CHECK(open == std::vector<std::string>{});
}

TEST_CASE("the schema's defaults are those of the reader") {
  Diagnostics trouble;
  const auto config =
      read_config({{"muster.yaml",
                    "sites: {b: {}}\n"
                    "sources: {m: {kind: mikrotik, site: b, url: 'https://m', username: u, "
                    "password: {env: P}}}\n"
                    "classifications: {vm: {netbox: vm}}\n"
                    "targets: {nb: {kind: netbox, url: 'https://n', token: {env: T}},\n"
                    "          ns: {kind: unbound, file: f}}\n"}},
                  trouble);
  REQUIRE(config);
  const json shown = to_json(*config, false);
  const json definitions = schema()["$defs"];
  const auto compare = [&](const std::string& definition, const json& item) {
    INFO(definition);
    for (const auto& [key, property] : definitions[definition]["properties"].items()) {
      INFO(key);
      if (property.contains("default")) CHECK(item[key] == property["default"]);
    }
  };
  compare("source_mikrotik", shown["sources"]["m"]);
  compare("classification_vm", shown["classifications"]["vm"]);
  compare("target_netbox", shown["targets"]["nb"]);
  compare("target_unbound", shown["targets"]["ns"]);
  compare("policy", shown["policy"]);
}
