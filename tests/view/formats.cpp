// Each form of findings, by what is published of it, and with text that means to be more than text.
#include "view/formats.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <set>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "core/json.h"

namespace muster {
namespace {

using nlohmann::json;
using Adapter = valijson::adapters::NlohmannJsonAdapter;

Error aproved(int line = 3) {
  return Error("approval \"aproved\" is not known")
      .at({"hosts/b/web1--aaaaaaaaaa.yaml", line, 11, "approval: aproved"})
      .mend("did you mean \"approved\"?");
}

Validation found(std::vector<Error> errors) {
  Validation out;
  out.hosts = 2;
  out.config = "muster.yaml";
  for (Error& error : errors) out.findings.add(std::move(error));
  return out;
}

std::string as(std::string_view name, const Validation& validation) {
  for (const Format& format : formats()) {
    if (format.name == name) return format.render(validation);
  }
  FAIL("no format " << name);
  return {};
}

bool fits(const char* schema_text, const json& value) {
  const json text = json::parse(schema_text);
  valijson::Schema schema;
  valijson::SchemaParser().populateSchema(Adapter(text), schema);
  return valijson::Validator().validate(schema, Adapter(value), nullptr);
}

// Of the SARIF 2.1.0 schema (OASIS), what is required and closed along the way to a result.
constexpr auto sarif_schema = R"({
  "type": "object", "required": ["version", "runs"],
  "properties": {
    "version": {"enum": ["2.1.0"]}, "$schema": {"type": "string"},
    "runs": {"type": "array", "items": {
      "type": "object", "required": ["tool"], "additionalProperties": false,
      "properties": {
        "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
        "tool": {"type": "object", "required": ["driver"], "properties": {"driver": {
          "type": "object", "required": ["name"], "properties": {
            "rules": {"type": "array", "uniqueItems": true,
                      "items": {"type": "object", "required": ["id"]}}}}}},
        "results": {"type": "array", "items": {
          "type": "object", "required": ["message"], "properties": {
            "level": {"enum": ["none", "note", "warning", "error"]},
            "message": {"type": "object", "required": ["text"]},
            "partialFingerprints": {"type": "object",
                                    "additionalProperties": {"type": "string"}},
            "locations": {"type": "array", "items": {"type": "object", "properties": {
              "physicalLocation": {"type": "object", "properties": {
                "artifactLocation": {"type": "object", "properties": {
                  "uri": {"type": "string", "pattern": "^[A-Za-z0-9._~/%-]+$"}}},
                "region": {"type": "object", "required": ["startLine"], "properties": {
                  "startLine": {"type": "integer", "minimum": 1},
                  "startColumn": {"type": "integer", "minimum": 1}}}}}}}}}}}}}}}})";

// GitLab's "Implement a custom tool": the fields that a code quality report must have.
constexpr auto gitlab_schema = R"({
  "type": "array", "items": {
    "type": "object",
    "required": ["description", "check_name", "fingerprint", "severity", "location"],
    "properties": {
      "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
      "fingerprint": {"type": "string", "minLength": 1},
      "location": {"type": "object", "required": ["path", "lines"], "properties": {
        "path": {"type": "string", "pattern": "^[^/.]"},
        "lines": {"type": "object", "required": ["begin"],
                  "properties": {"begin": {"type": "integer", "minimum": 1}}}}}}}})";

// The Code Climate engine specification: an issue.
constexpr auto issue_schema = R"({
  "type": "array", "items": {
    "type": "object",
    "required": ["type", "check_name", "description", "categories", "location"],
    "properties": {
      "type": {"enum": ["issue"]},
      "categories": {"type": "array", "minItems": 1, "items": {"enum": ["Bug Risk", "Clarity",
        "Compatibility", "Complexity", "Duplication", "Performance", "Security", "Style"]}},
      "content": {"type": "object", "required": ["body"]},
      "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
      "location": {"type": "object", "required": ["path", "lines"], "properties": {
        "lines": {"type": "object", "required": ["begin", "end"]}}}}}})";

// reviewdog's DiagnosticResult.
constexpr auto rdjson_schema = R"({
  "type": "object", "required": ["diagnostics"], "properties": {
    "source": {"type": "object", "required": ["name"]},
    "diagnostics": {"type": "array", "items": {
      "type": "object", "required": ["message", "location"], "properties": {
        "severity": {"enum": ["UNKNOWN_SEVERITY", "ERROR", "WARNING", "INFO"]},
        "code": {"type": "object", "required": ["value"]},
        "location": {"type": "object", "required": ["path"], "properties": {
          "range": {"type": "object", "required": ["start"], "properties": {
            "start": {"type": "object", "required": ["line"], "properties": {
              "line": {"type": "integer", "minimum": 1}}}}}}}}}}}})";

std::vector<std::string> prints(const Validation& validation) {
  std::vector<std::string> out;
  for (const json& one : json::parse(as("gitlab", validation))) out.push_back(one["fingerprint"]);
  return out;
}

// Begins commands of GitHub, Azure and a terminal, and tries to leave every quotation.
const std::string hostile =
    "a\n::error::x\r\n##vso[task.setvariable]y##[error]\x1b[31m\"'<>&%0A]]>\xff,\u202Eb";

Validation hostile_findings() {
  return found({Error(hostile).at({hostile, 1, 2, hostile}).because(hostile).mend(hostile),
                Error(hostile).as(Severity::warning), aproved()});
}

}  // namespace

TEST_CASE("every form is a row, sorted by its name") {
  std::set<std::string_view> names;
  for (const Format& format : formats()) names.insert(format.name);
  CHECK(names.size() == formats().size());
  CHECK(std::is_sorted(formats().begin(), formats().end(),
                       [](const auto& a, const auto& b) { return a.name < b.name; }));
}

TEST_CASE("a finding as an annotation of GitHub") {
  CHECK(as("github", found({aproved(), Error("odd: 50% of it").as(Severity::warning)})) ==
        "::error file=hosts/b/web1--aaaaaaaaaa.yaml,line=3,col=11,title=approval-is-not-known::"
        "approval \"aproved\" is not known%0Afix: did you mean \"approved\"?\n"
        "::warning title=of-it::odd: 50%25 of it\n");
  CHECK(as("github", found({})) == "");
}

TEST_CASE("a finding for people is as it always was, with the verdict below") {
  CHECK(as("human", found({aproved()})) ==
        "hosts/b/web1--aaaaaaaaaa.yaml:3:11: error: approval \"aproved\" is not known\n"
        "    3 | approval: aproved\n"
        "      |           ^\n"
        "  fix: did you mean \"approved\"?\n"
        "error: 1 mistake in the inventory or the configuration\n"
        "  fix: mend them, then run again\n");
  CHECK(as("human", found({})) == "valid: 2 host files and muster.yaml\n");
}

TEST_CASE("a finding as a case that failed in JUnit's form") {
  CHECK(as("junit", found({aproved()})) ==
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites tests=\"1\" failures=\"1\" errors=\"0\">\n"
        "  <testsuite name=\"muster validate\" tests=\"1\" failures=\"1\" errors=\"0\">\n"
        "    <testcase classname=\"hosts/b/web1--aaaaaaaaaa.yaml\" "
        "name=\"hosts/b/web1--aaaaaaaaaa.yaml:3:11 approval &quot;aproved&quot; is not known\">\n"
        "      <failure message=\"approval &quot;aproved&quot; is not known\" "
        "type=\"approval-is-not-known\">hosts/b/web1--aaaaaaaaaa.yaml:3:11\n"
        "approval &quot;aproved&quot; is not known\n"
        "fix: did you mean &quot;approved&quot;?</failure>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        "</testsuites>\n");
}

TEST_CASE("the forms that are JSON are as their makers describe them") {
  for (const Validation& validation : {found({}), found({aproved()}), hostile_findings()}) {
    CHECK(fits(sarif_schema, json::parse(as("sarif", validation))));
    CHECK(fits(issue_schema, json::parse(as("codequality", validation))));
    CHECK(fits(rdjson_schema, json::parse(as("rdjson", validation))));
    CHECK(json::parse(as("sarif", validation))["runs"][0]["results"].size() ==
          validation.findings.items().size());
  }
  CHECK(fits(gitlab_schema, json::parse(as("gitlab", found({aproved()})))));
  CHECK(as("gitlab", found({})) == "[]\n");
}

TEST_CASE("a column counts characters in SARIF and bytes in reviewdog's form") {
  const Validation one = found({Error("odd").at({"a.yaml", 1, 7, "K\xc3\xb6ln: x"})});
  CHECK(json::parse(as("sarif", one))["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
                                     ["region"]["startColumn"] == 6);
  CHECK(json::parse(as("rdjson", one))["diagnostics"][0]["location"]["range"]["start"]["column"] ==
        7);
}

TEST_CASE("fingerprints stay when lines move, and tell equal findings apart") {
  const auto before = prints(found({aproved(3), aproved(9)}));
  CHECK(before[0] != before[1]);
  CHECK(prints(found({aproved(5), aproved(12)})) == before);
  const auto also = [](const std::string& line) {
    return prints(found({Error("name \"a\" is also in hosts/b.yaml:" + line + ", same site")}));
  };
  CHECK(also("9") == also("12"));
}

TEST_CASE("hostile text begins no line and no command in any form") {
  for (const Format& format : formats()) {
    INFO(format.name);
    const std::string text = format.render(hostile_findings());
    CHECK(text.find("##vso[") == std::string::npos);
    CHECK(text.find("##[") == std::string::npos);
    CHECK(text.find('\x1b') == std::string::npos);
    CHECK(text.find('\r') == std::string::npos);
    if (format.lines) CHECK(text.find("\u202E") == std::string::npos);
    const bool commands = format.name == "github";
    size_t starts = 0;
    for (size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
      const size_t first = text.find_first_not_of(" \t", at);
      if (text.compare(first, 2, "::") == 0) ++starts;
    }
    CHECK(starts == (commands ? hostile_findings().findings.items().size() : 0));
  }
}

}  // namespace muster
