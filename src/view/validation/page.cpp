#include "view/validation/page.h"

#include <fmt/core.h>

#include <map>

#include "core/markup.h"
#include "core/text.h"
#include "view/finding.h"

namespace muster {
namespace {

constexpr const char* page_head = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>muster validate</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100%; margin: 0 0 2rem }
th, td { border-bottom: 1px solid #ccc; padding: .35rem .6rem; text-align: left; vertical-align: top }
td, code { overflow-wrap: anywhere } code { font-size: 13px }
.error { color: #a40000; font-weight: 600 } .warning { color: #7a4d00 }
@media (prefers-color-scheme: dark) { body { background: #16181b; color: #e4e4e4 }
  .error { color: #ff8a80 } .warning { color: #ffca66 } th, td { border-color: #444 } }
</style></head><body>
)";

std::string shown_text(const std::string& text) { return markup_escape(inert(text)); }

std::string severity_word(const Error& error) {
  return error.severity == Severity::error ? "error" : "warning";
}

std::string finding_row(const Finding& finding) {
  const Error& error = *finding.error;
  const std::string place = error.where.line > 0
                                ? fmt::format("{}:{}", error.where.file, error.where.line)
                                : error.where.file;
  const std::string word = severity_word(error);
  return fmt::format(
      "<tr><td class=\"{}\">{}</td><td><code>{}</code></td><td>{}{}</td><td>{}</td></tr>\n", word,
      word, shown_text(place), shown_text(error.message),
      error.why.empty() ? "" : "<br>" + shown_text(error.why), shown_text(error.fix));
}

// How many of each kind, the most frequent ones named by their first message.
std::string kinds_table(const std::vector<Finding>& findings) {
  struct Kind {
    size_t count = 0;
    const Finding* first = nullptr;
  };
  std::map<std::string, Kind> kinds;
  for (const Finding& finding : findings) {
    Kind& kind = kinds[finding.kind];
    if (kind.count++ == 0) kind.first = &finding;
  }
  std::string rows;
  for (const auto& [name, kind] : kinds) {
    rows += fmt::format("<tr><td>{}</td><td>{}</td></tr>\n", kind.count,
                        shown_text(kind.first->error->message));
  }
  return "<table><thead><tr><th>found</th><th>for example</th></tr></thead><tbody>\n" + rows +
         "</tbody></table>\n";
}

}  // namespace

std::string validation_page(const Validation& validation) {
  const auto findings = findings_of(validation);
  size_t errors = 0;
  std::string rows;
  for (const Finding& finding : findings) {
    if (finding.error->severity == Severity::error) ++errors;
    rows += finding_row(finding);
  }
  std::string page = page_head;
  page += fmt::format("<h1>{}</h1>\n<p>{} and {} checked: {}, {}.</p>\n",
                      validation.valid() ? "Valid" : "Not valid",
                      counted(validation.hosts, "host file"), shown_text(validation.config),
                      counted(errors, "error"), counted(findings.size() - errors, "warning"));
  if (!findings.empty()) {
    page += kinds_table(findings) +
            "<table><thead><tr><th></th><th>where</th><th>what</th><th>what settles it</th></tr>"
            "</thead><tbody>\n" +
            rows + "</tbody></table>\n";
  }
  return page + "</body></html>\n";
}

}  // namespace muster
