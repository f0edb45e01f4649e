#include "view/explain.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"

namespace muster {
namespace {

std::string decider_line(const Explanation& one) {
  std::string text =
      one.decider == Decider::nobody
          ? "  decided by nobody yet"
          : fmt::format("  decided by {}",
                        one.decider == Decider::person ? "a person" : word(one.decider));
  if (!one.by.empty()) text += " " + inert(one.by);
  if (!one.because.empty()) text += fmt::format(", because {}", inert(join(one.because, ", ")));
  return text + "\n";
}

std::string commit_line(const Explanation& one) {
  const std::string place = one.where.line == 0
                                ? inert(one.where.file)
                                : fmt::format("{}:{}", inert(one.where.file), one.where.line);
  if (!one.commit) return fmt::format("  in {}, not committed\n", place);
  const CommitSummary& commit = *one.commit;
  return fmt::format("  in {}, commit {} of {} by {}: {}\n", place, commit.id.substr(0, 9),
                     render_time(commit.time).substr(0, 10), inert(commit.author.name),
                     inert(commit.subject));
}

nlohmann::json value_json(const Explanation& one) {
  nlohmann::json json{
      {"field", one.field},     {"value", one.value},     {"decided_by", word(one.decider)},
      {"because", one.because}, {"file", one.where.file}, {"lost", nlohmann::json::array()}};
  if (!one.by.empty()) json["by"] = one.by;
  if (one.where.line > 0) json["line"] = one.where.line;
  if (one.commit) {
    json["commit"] = {{"id", one.commit->id},
                      {"author", one.commit->author.name},
                      {"email", one.commit->author.email},
                      {"time", render_time(one.commit->time)},
                      {"subject", one.commit->subject}};
  }
  for (const Lost& lost : one.lost)
    json["lost"].push_back({{"value", lost.value}, {"by", lost.by}});
  return json;
}

}  // namespace

std::string explain_text(const HostExplanation& host) {
  std::string text =
      fmt::format("{}  {}\n", inert(host.name.empty() ? host.id : host.name), inert(host.path));
  if (host.values.empty()) text += "  nobody says anything of it\n";
  for (const Explanation& one : host.values) {
    text += fmt::format("{}: {}\n", one.field, inert(one.value));
    text += decider_line(one) + commit_line(one);
    for (const Lost& lost : one.lost) {
      text += fmt::format("  lost: {} ({})\n", inert(lost.value), inert(lost.by));
    }
  }
  return text;
}

std::string explain_json(const HostExplanation& host) {
  nlohmann::json values = nlohmann::json::array();
  for (const Explanation& one : host.values) values.push_back(value_json(one));
  return render_json({{"format_version", 1},
                      {"id", host.id},
                      {"name", host.name},
                      {"path", host.path},
                      {"values", std::move(values)}});
}

}  // namespace muster
