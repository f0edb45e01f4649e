#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "connector/definition.h"
#include "core/yaml.h"

using namespace muster;
using namespace muster::connector;
using nlohmann::json;

namespace {

const std::string start = "connector: shop\nabout: Things of a shop.\n";
const std::string rest =
    "requests:\n  things: {get: /things}\nrecords:\n  - {kind: thing, from: things, id: id}\n";

std::string mistakes(const std::string& text) {
  Diagnostics trouble;
  const auto found = read_definition(text, "connectors/shop.yaml", trouble);
  CHECK(found.has_value() != trouble.has_errors());
  return render(trouble);
}

// YAML as the editors see it: numbers and truth values by their looks.
json json_of(const yaml::Node& node) {
  if (node.kind == yaml::Kind::sequence) {
    json list = json::array();
    for (const auto& item : node.items) list.push_back(json_of(item));
    return list;
  }
  if (node.kind == yaml::Kind::mapping) {
    json object = json::object();
    for (const auto& entry : node.entries) object[entry.key] = json_of(entry.value);
    return object;
  }
  if (const auto flag = yaml::as_bool(node)) return *flag;
  if (const auto number = yaml::as_int(node)) return *number;
  return node.text;
}

}  // namespace

TEST_CASE("every connector that comes with muster is read, and fits the schema for editors") {
  std::ifstream in(SOURCE_DIR "/schema/connector.v1.json");
  const json written = json::parse(in);
  valijson::Schema schema;
  valijson::SchemaParser().populateSchema(valijson::adapters::NlohmannJsonAdapter(written), schema);
  CHECK(shipped_connectors() == std::vector<std::string>{"commvault", "foreman", "oceanstor",
                                                         "ontap", "oxidized", "puppetdb"});
  for (const std::string& name : shipped_connectors()) {
    CAPTURE(name);
    Diagnostics trouble;
    const auto found = read_definition(shipped_connector(name), name + ".yaml", trouble);
    CHECK(render(trouble) == "");
    REQUIRE(found);
    CHECK(found->name == name);
    const auto document = yaml::parse(shipped_connector(name), name, trouble);
    const json value = json_of(document->root);
    valijson::ValidationResults results;
    const bool fits = valijson::Validator().validate(
        schema, valijson::adapters::NlohmannJsonAdapter(value), &results);
    valijson::ValidationResults::Error error;
    if (results.popError(error)) INFO(error.description);
    CHECK(fits);
  }
}

TEST_CASE("a mistake in an expression is shown at its own column in the file") {
  CHECK(mistakes(start + "requests:\n  things: {get: /things, items: \"data[?x = `1`]\"}\n"
                         "records:\n  - {kind: thing, from: things, id: id}\n") ==
        "connectors/shop.yaml:4:42: error: expression: \"=\" compares nothing\n"
        "    4 |   things: {get: /things, items: \"data[?x = `1`]\"}\n"
        "      |                                          ^\n"
        "  fix: write ==\n");
}

TEST_CASE("a $name that stands for nothing is shown, and a secret may not stand in a path") {
  CHECK(mistakes(start + "requests:\n  things: {get: /things/$shelf}\n"
                         "records:\n  - {kind: thing, from: things, id: id}\n") ==
        "connectors/shop.yaml:4:25: error: $shelf stands for nothing here\n"
        "    4 |   things: {get: /things/$shelf}\n"
        "      |                         ^\n"
        "  fix: use one of password, password_base64, token, username\n");
  CHECK(mistakes(start + "requests:\n  things: {get: /things/$token}\n"
                         "records:\n  - {kind: thing, from: things, id: id}\n") ==
        "connectors/shop.yaml:4:25: error: $token is secret, and a path is shown in messages\n"
        "    4 |   things: {get: /things/$token}\n"
        "      |                         ^\n"
        "  fix: put it into query, headers or json; what is learned instead of taken is not "
        "secret\n");
}

TEST_CASE("keys, words and requests that there are not are suggested from those that there are") {
  CHECK(mistakes(start + "limit: {}\n" + rest) ==
        "connectors/shop.yaml:3:1: error: key \"limit\" is not known in a connector\n"
        "    3 | limit: {}\n"
        "      | ^\n"
        "  fix: did you mean \"limits\"?\n");
  CHECK(mistakes(start + "auth: {kind: basik}\n" + rest).find("did you mean \"basic\"?") !=
        std::string::npos);
  CHECK(mistakes(start + "requests:\n  things: {get: /things}\nrecords:\n"
                         "  - {kind: thing, from: thinks, id: id}\n")
            .find("did you mean \"things\"?") != std::string::npos);
}

TEST_CASE("only a login, a logout and a search are POSTs, and a DELETE only ends a session") {
  CHECK(mistakes(start + "requests:\n  things: {delete: /things}\n"
                         "records:\n  - {kind: thing, from: things, id: id}\n")
            .find("key \"delete\" is not known in the request") != std::string::npos);
  CHECK(mistakes(start + "requests:\n  things: {get: /things, json: {a: 1}}\n"
                         "records:\n  - {kind: thing, from: things, id: id}\n")
            .find("has a body, and is no post") != std::string::npos);
}

TEST_CASE("a session keeps something of its login, and pages have what their kind needs") {
  CHECK(mistakes(start + "auth: {kind: session, login: {post: /login}}\n" + rest)
            .find("nothing of the login is kept") != std::string::npos);
  for (const char* page :
       {"{kind: cursor, name: next}", "{kind: range, name: range}", "{kind: offset}"}) {
    CAPTURE(page);
    CHECK(mistakes(start + "requests:\n  things: {get: /things, page: " + page +
                   "}\nrecords:\n  - {kind: thing, from: things, id: id}\n") != "");
  }
}
