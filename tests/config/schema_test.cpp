#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "config/tables.h"

using namespace muster;
using nlohmann::json;

namespace {

json schema() {
  std::ifstream in(SOURCE_DIR "/schema/config.v1.json");
  return json::parse(in);
}

// "sources" of kind "mikrotik" stands in the schema as "source_mikrotik".
std::string definition_of(const config_file::KeyTable& table) {
  const std::string one =
      table.section == "policy" ? "policy" : table.section.substr(0, table.section.size() - 1);
  return table.kind.empty() ? one : one + "_" + table.kind;
}

json described(const config_file::KeyTable& table) {
  json rows = json::object();
  for (const auto& row : table.rows)
    rows[row.name] = {{"doc", row.doc}, {"required", row.required}};
  return rows;
}

json described(const json& definition) {
  const json required = definition.value("required", json::array());
  json rows = json::object();
  for (const auto& [name, property] : definition["properties"].items()) {
    const bool needed = std::find(required.begin(), required.end(), name) != required.end();
    rows[name] = {{"doc", property["description"]}, {"required", needed}};
  }
  return rows;
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

TEST_CASE("the schema knows the sections that the reader knows") {
  std::set<std::string> known;
  const json properties = schema()["properties"];
  for (const auto& [name, section] : properties.items()) known.insert(name);
  const auto& names = config_file::section_names();
  CHECK(known == std::set<std::string>(names.begin(), names.end()));
}

TEST_CASE("the schema and the tables name the same keys in the same words") {
  const json definitions = schema()["$defs"];
  for (const auto& table : config_file::key_tables()) {
    INFO(definition_of(table));
    CHECK(described(definitions[definition_of(table)]) == described(table));
  }
}

TEST_CASE("the schema and the tables name the same kinds") {
  const json definitions = schema()["$defs"];
  std::map<std::string, std::set<std::string>> kinds;
  for (const auto& table : config_file::key_tables()) {
    if (table.kind.empty()) continue;
    const std::string one = table.section.substr(0, table.section.size() - 1);
    kinds[one + "." + table.selector].insert(table.kind);
    CHECK(definitions[definition_of(table)]["properties"][table.selector]["const"] == table.kind);
  }
  for (const auto& [path, names] : kinds) {
    const std::string one = path.substr(0, path.find('.'));
    const std::string selector = path.substr(path.find('.') + 1);
    const json words = definitions[one]["properties"][selector]["enum"];
    CHECK(std::set<std::string>(words.begin(), words.end()) == names);
  }
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
