// The golden plans against the published schema, by a validator that is not ours.
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

namespace muster {
namespace {

using nlohmann::json;
using Adapter = valijson::adapters::NlohmannJsonAdapter;

json load_json(const std::filesystem::path& path) { return json::parse(std::ifstream(path)); }

// The first complaint, "" when there is none.
std::string complaint(const valijson::Schema& schema, const json& value) {
  valijson::ValidationResults results;
  if (valijson::Validator().validate(schema, Adapter(value), &results)) return "";
  valijson::ValidationResults::Error error;
  std::string text = "not valid";
  while (results.popError(error)) {
    text = error.description + " at";
    for (const std::string& step : error.context) text += " " + step;
  }
  return text;
}

}  // namespace

TEST_CASE("every golden plan is valid by schema/plan.v1.json, and a broken one is not") {
  const json form = load_json(SOURCE_DIR "/schema/plan.v1.json");
  valijson::Schema schema;
  valijson::SchemaParser().populateSchema(Adapter(form), schema);
  json last;
  for (const auto& entry : std::filesystem::directory_iterator(TESTS_DIR "/golden")) {
    const auto path = entry.path() / "plan.json";
    if (!std::filesystem::exists(path)) continue;
    INFO(path);
    last = load_json(path);
    CHECK(complaint(schema, last) == "");
  }
  REQUIRE(last.is_object());
  last["operations"][0]["op"] = "drop";
  CHECK(complaint(schema, last) != "");
}

}  // namespace muster
