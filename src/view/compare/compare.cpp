#include "view/compare/compare.h"

#include <fmt/core.h>

#include <array>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"
#include "plan/plan_json.h"
#include "view/plan_words.h"

namespace muster {
namespace {

using nlohmann::json;

std::string_view side_text(Side side) {
  return side == Side::here ? "only here" : side == Side::there ? "only there" : "differs";
}

std::string what_differs(const Difference& row) {
  if (row.side != Side::differs) return inert(row.why);
  return fmt::format("{}: {} here, {} there", row.field, value_text(row.here),
                     value_text(row.there));
}

json form(const Difference& row) {
  json out{{"side", word(row.side)}, {"kind", row.kind}, {"label", row.label}, {"site", row.site},
           {"field", row.field},     {"why", row.why},   {"path", row.path}};
  if (row.side != Side::differs) return out;
  out["here"] = to_json(row.here);
  out["there"] = to_json(row.there);
  return out;
}

}  // namespace

std::string comparison_text(const Comparison& comparison, const Style& style) {
  std::string text =
      fmt::format("{} {} {}: {} only here, {} only there, {} differ, {} alike\n", comparison.target,
                  comparison.version, comparison.address, comparison.here, comparison.there,
                  comparison.differing, comparison.same);
  for (const auto& [reason, count] : comparison.left_out) {
    text += fmt::format("not compared: {}, {}\n", counted(count, "host"), reason);
  }
  if (comparison.rows.empty()) return text;
  std::vector<std::vector<std::string>> rows;
  for (const Difference& row : comparison.rows) {
    rows.push_back({std::string(side_text(row.side)), row.kind, label_text(row.label), row.site,
                    what_differs(row), inert(row.path)});
  }
  constexpr std::array head{"where", "kind", "what", "site", "difference", "host file"};
  return text + "\n" + table(std::vector<std::string>(head.begin(), head.end()), rows, style);
}

json to_json(const Comparison& comparison) {
  json rows = json::array();
  for (const Difference& row : comparison.rows) rows.push_back(form(row));
  return {{"format_version", 1},
          {"target", comparison.target},
          {"version", comparison.version},
          {"address", comparison.address},
          {"counts",
           {{"here", comparison.here},
            {"there", comparison.there},
            {"differs", comparison.differing},
            {"same", comparison.same}}},
          {"left_out", comparison.left_out},
          {"rows", std::move(rows)}};
}

std::string comparison_json(const Comparison& comparison) {
  return render_json(to_json(comparison));
}

}  // namespace muster
