#include "view/formats.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>

#include "core/hex.h"
#include "core/json.h"
#include "core/markup.h"
#include "core/text.h"
#include "version.h"
#include "view/errors.h"
#include "view/finding.h"
#include "view/validation/page.h"

namespace muster {
namespace {

using Json = nlohmann::json;

// One of three words, by severity.
const char* by_severity(const Error& error, const char* mistake, const char* warning,
                        const char* note) {
  return error.severity == Severity::error     ? mistake
         : error.severity == Severity::warning ? warning
                                               : note;
}

Json lines_of(const Where& where) { return {{"begin", std::max(where.line, 1)}}; }

std::string as_human(const Validation& validation) {
  return render(validation.findings) + verdict(validation);
}

std::string as_json(const Validation& validation) {
  return validation.valid() ? valid_json(validation.hosts, validation.findings)
                            : failure_json(validation.findings, Exit::invalid);
}

// Workflow commands: what would end a property or the line stands as %XX.
std::string github_escaped(std::string_view text, bool property) {
  std::string out;
  for (const char c : text) {
    const bool special = c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ','));
    out += special ? fmt::format("%{:02X}", static_cast<unsigned char>(c)) : std::string(1, c);
  }
  return out;
}

std::string as_github(const Validation& validation) {
  std::string out;
  for (const Finding& finding : findings_of(validation)) {
    const Where& where = finding.error->where;
    std::string place;
    if (!where.file.empty()) place += "file=" + github_escaped(inert(where.file), true) + ",";
    if (where.line > 0) place += fmt::format("line={},", where.line);
    if (where.column > 0) place += fmt::format("col={},", where.column);
    out += fmt::format("::{} {}title={}::{}\n",
                       by_severity(*finding.error, "error", "warning", "notice"), place,
                       finding.kind, github_escaped(finding.text, false));
  }
  return out;
}

// Code Climate's severities.
const char* climate(const Error& error) { return by_severity(error, "major", "minor", "info"); }

std::string as_gitlab(const Validation& validation) {
  Json list = Json::array();
  for (const Finding& finding : findings_of(validation)) {
    const Where& where = finding.error->where;
    list.push_back({{"description", finding.text},
                    {"check_name", finding.kind},
                    {"fingerprint", finding.fingerprint},
                    {"severity", climate(*finding.error)},
                    {"location", {{"path", where.file}, {"lines", lines_of(where)}}}});
  }
  return render_json(list);
}

std::string as_codequality(const Validation& validation) {
  Json list = Json::array();
  for (const Finding& finding : findings_of(validation)) {
    const Where& where = finding.error->where;
    Json lines = lines_of(where);
    lines["end"] = lines["begin"];
    list.push_back({{"type", "issue"},
                    {"check_name", finding.kind},
                    {"description", inert(finding.error->message)},
                    {"content", {{"body", finding.text}}},
                    {"categories", {"Bug Risk"}},
                    {"location", {{"path", where.file}, {"lines", lines}}},
                    {"severity", climate(*finding.error)},
                    {"fingerprint", finding.fingerprint}});
  }
  return render_json(list);
}

// The column in characters; ours counts bytes.
size_t character_of(const Where& where) {
  const auto before =
      std::string_view(where.source).substr(0, static_cast<size_t>(where.column) - 1);
  const auto follows = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
  return 1 + before.size() -
         static_cast<size_t>(std::count_if(before.begin(), before.end(), follows));
}

Json sarif_location(const Where& where) {
  Json physical{{"artifactLocation", {{"uri", percent_encode(where.file, "-._~/")}}}};
  if (where.line > 0) physical["region"] = {{"startLine", where.line}};
  if (where.line > 0 && where.column > 0 && !where.source.empty()) {
    physical["region"]["startColumn"] = character_of(where);
  }
  return {{"physicalLocation", std::move(physical)}};
}

std::string as_sarif(const Validation& validation) {
  Json results = Json::array(), rules = Json::array();
  std::set<std::string> kinds;
  for (const Finding& finding : findings_of(validation)) {
    if (kinds.insert(finding.kind).second) rules.push_back({{"id", finding.kind}});
    Json result{{"ruleId", finding.kind},
                {"level", by_severity(*finding.error, "error", "warning", "note")},
                {"message", {{"text", finding.text}}},
                {"partialFingerprints", {{"muster/v1", finding.fingerprint}}}};
    if (!finding.error->where.file.empty()) {
      result["locations"] = Json::array({sarif_location(finding.error->where)});
    }
    results.push_back(std::move(result));
  }
  Json driver{{"name", "muster"}, {"version", MUSTER_VERSION}, {"rules", std::move(rules)}};
  Json run{{"tool", {{"driver", std::move(driver)}}},
           {"columnKind", "unicodeCodePoints"},
           {"results", std::move(results)}};
  return render_json({{"version", "2.1.0"},
                      {"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
                      {"runs", Json::array({std::move(run)})}});
}

std::string position_of(const Where& where) {
  return where.line > 0 ? fmt::format("{}:{}:{}", inert(where.file), where.line, where.column)
                        : inert(where.file);
}

// A mistake is a case that failed; a warning is one that passed with words.
std::string junit_case(const Finding& finding) {
  const Error& error = *finding.error;
  const std::string place = position_of(error.where);
  std::string out = fmt::format("    <testcase classname=\"{}\" name=\"{}\">\n",
                                markup_escape(inert(error.where.file)),
                                markup_escape(place + " " + inert(error.message)));
  const std::string text = markup_escape(place + "\n" + finding.text);
  if (error.severity == Severity::error) {
    out += fmt::format("      <failure message=\"{}\" type=\"{}\">{}</failure>\n",
                       markup_escape(inert(error.message)), finding.kind, text);
  } else {
    out += fmt::format("      <system-out>{}</system-out>\n", text);
  }
  return out + "    </testcase>\n";
}

std::string as_junit(const Validation& validation) {
  std::string cases;
  size_t count = 0, failures = 0;
  for (const Finding& finding : findings_of(validation)) {
    cases += junit_case(finding);
    ++count;
    if (finding.error->severity == Severity::error) ++failures;
  }
  if (count == 0) {
    count = 1;
    cases = fmt::format("    <testcase classname=\"{}\" name=\"{}\"/>\n",
                        markup_escape(validation.config), counted(validation.hosts, "host file"));
  }
  const std::string counts =
      fmt::format("tests=\"{}\" failures=\"{}\" errors=\"0\"", count, failures);
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites {}>\n"
      "  <testsuite name=\"muster validate\" {}>\n{}  </testsuite>\n</testsuites>\n",
      counts, counts, cases);
}

std::string as_rdjson(const Validation& validation) {
  Json list = Json::array();
  for (const Finding& finding : findings_of(validation)) {
    const Where& where = finding.error->where;
    Json location{{"path", where.file}};
    if (where.line > 0) location["range"]["start"]["line"] = where.line;
    if (where.line > 0 && where.column > 0) location["range"]["start"]["column"] = where.column;
    list.push_back({{"message", finding.text},
                    {"location", std::move(location)},
                    {"severity", by_severity(*finding.error, "ERROR", "WARNING", "INFO")},
                    {"code", {{"value", finding.kind}}}});
  }
  return render_json({{"source", {{"name", "muster"}}}, {"diagnostics", std::move(list)}});
}

constexpr std::array<Format, 9> table_of_formats{{
    {"codequality", "Code Climate's issues", false, as_codequality},
    {"github", "annotations of GitHub, Gitea and Forgejo Actions", true, as_github},
    {"gitlab", "GitLab's code quality report", false, as_gitlab},
    {"human", "for people", true, as_human},
    {"json", "muster's own", false, as_json},
    {"junit", "test cases in JUnit's XML", false, as_junit},
    {"page", "a page of its own in HTML", false, validation_page},
    {"rdjson", "reviewdog's diagnostics", false, as_rdjson},
    {"sarif", "SARIF 2.1.0", false, as_sarif},
}};

}  // namespace

std::span<const Format> formats() { return table_of_formats; }

std::string verdict(const Validation& validation) {
  if (validation.valid()) {
    return fmt::format("valid: {} and {}\n", counted(validation.hosts, "host file"),
                       inert(validation.config));
  }
  const auto& items = validation.findings.items();
  const auto mistakes = std::count_if(items.begin(), items.end(), [](const Error& error) {
    return error.severity == Severity::error;
  });
  return render(Error(counted(static_cast<size_t>(mistakes), "mistake") +
                      " in the inventory or the configuration")
                    .mend("mend them, then run again"));
}

}  // namespace muster
