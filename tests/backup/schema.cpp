// schema/platform.v1.json against the reader: both know the same keys, and take what is shipped.
#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "backup/platform/platform.h"
#include "core/shipped.h"
#include "core/yaml.h"

using namespace muster;
using nlohmann::json;

namespace {

json schema() { return json::parse(shipped_text("platform.v1.json")); }

json as_json(const yaml::Node& node) {
  if (node.kind == yaml::Kind::mapping) {
    json out = json::object();
    for (const auto& entry : node.entries) out[entry.key] = as_json(entry.value);
    return out;
  }
  if (node.kind == yaml::Kind::sequence) {
    json out = json::array();
    for (const auto& item : node.items) out.push_back(as_json(item));
    return out;
  }
  if (const auto flag = yaml::as_bool(node)) return *flag;
  if (node.plain) {
    if (const auto number = yaml::as_int(node)) return *number;
  }
  return node.text;
}

// Whether the reader knows this key of a platform.
bool known(const std::string& key) {
  Diagnostics trouble;
  parse_platform("x", key + ": 1\n", "x.yaml", trouble);
  return render(trouble).find("is not known in a platform") == std::string::npos;
}

}  // namespace

TEST_CASE("the schema of platforms and their reader know the same keys") {
  const json whole = schema();
  size_t keys = 0;
  for (const auto& [key, value] : whole["properties"].items()) {
    INFO(key);
    CHECK(known(key));
    ++keys;
  }
  CHECK(keys > 10);
  CHECK(!known("prompts"));
}

TEST_CASE("every platform that comes with muster is as the schema says") {
  valijson::Schema rules;
  valijson::SchemaParser parser;
  const json text = schema();
  parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(text), rules);
  for (const std::string_view name : shipped_names("platforms/")) {
    Diagnostics trouble;
    const auto document = yaml::parse(shipped_text(name), std::string(name), trouble);
    REQUIRE(document);
    const json read = as_json(document->root);
    valijson::Validator validator;
    valijson::ValidationResults results;
    const bool good =
        validator.validate(rules, valijson::adapters::NlohmannJsonAdapter(read), &results);
    valijson::ValidationResults::Error error;
    while (!good && results.popError(error)) UNSCOPED_INFO(error.description);
    INFO(name);
    CHECK(good);
  }
}
