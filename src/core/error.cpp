#include "core/error.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

#include "core/text.h"

namespace muster {
namespace {

const char* word(Severity severity) {
  switch (severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::note:
      return "note";
  }
  return "error";
}

std::string place(const Where& where) {
  if (where.file.empty()) return "";
  std::string text = inert(where.file);
  if (where.line > 0) text += ":" + std::to_string(where.line);
  if (where.line > 0 && where.column > 0) text += ":" + std::to_string(where.column);
  return text + ": ";
}

// Advice may have several lines, of muster's own.
std::string inert_lines(std::string_view text) {
  std::vector<std::string> lines = split(text, '\n');
  for (std::string& line : lines) line = inert(line);
  return join(lines, "\n");
}

// The caret keeps the tabs of the line above it, so that it stands under the right character.
std::string excerpt(const Where& where) {
  if (where.line == 0 || where.source.empty()) return "";
  const std::string number = std::to_string(where.line);
  const std::string gutter(std::max<size_t>(number.size(), 5), ' ');
  std::string text = gutter.substr(number.size()) + number + " | " + inert(where.source) + "\n";
  if (where.column == 0) return text;
  const size_t before = std::min(static_cast<size_t>(where.column - 1), where.source.size());
  const std::string shown = inert(where.source.substr(0, before));
  return text + gutter + " | " + std::string(columns(shown), ' ') + "^\n";
}

}  // namespace

void Diagnostics::add(Diagnostics other) {
  items_.insert(items_.end(), std::make_move_iterator(other.items_.begin()),
                std::make_move_iterator(other.items_.end()));
}

bool Diagnostics::has_errors() const {
  return std::any_of(items_.begin(), items_.end(),
                     [](const Error& e) { return e.severity == Severity::error; });
}

void Diagnostics::sort() {
  const auto key = [](const Error& e) {
    return std::tie(e.where.file, e.where.line, e.where.column, e.message);
  };
  std::stable_sort(items_.begin(), items_.end(),
                   [&](const Error& a, const Error& b) { return key(a) < key(b); });
}

nlohmann::json to_json(const Error& error) {
  nlohmann::json json{{"severity", word(error.severity)}, {"message", error.message}};
  if (!error.where.file.empty()) json["file"] = error.where.file;
  if (error.where.line > 0) json["line"] = error.where.line;
  if (error.where.column > 0) json["column"] = error.where.column;
  if (!error.where.source.empty()) json["source"] = visible(error.where.source);
  if (!error.why.empty()) json["why"] = error.why;
  if (!error.fix.empty()) json["fix"] = error.fix;
  return json;
}

std::string render(const Error& error) {
  std::string text = place(error.where) + word(error.severity) + ": " + inert(error.message) + "\n";
  text += excerpt(error.where);
  if (!error.why.empty()) text += "  why: " + inert(error.why) + "\n";
  if (!error.fix.empty()) text += "  fix: " + inert_lines(error.fix) + "\n";
  return text;
}

std::string render(const Diagnostics& diagnostics) {
  std::string text;
  for (const Error& error : diagnostics.items()) text += render(error);
  return text;
}

}  // namespace muster
