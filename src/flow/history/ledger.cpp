#include "flow/history/ledger.h"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"

namespace muster {
namespace {

constexpr const char* record_file = "apply.json";
constexpr size_t most_reasons = 5;

nlohmann::json record_form(const ApplyRecord& record) {
  return {{"format_version", 1},
          {"target", record.target},
          {"time", record.time.time_since_epoch().count()},
          {"inventory", record.inventory},
          {"complete", record.complete},
          {"done", record.done},
          {"failed", record.failed},
          {"skipped", record.skipped},
          {"reasons", record.reasons}};
}

bool is_record(const nlohmann::json& form) {
  using Type = nlohmann::json::value_t;
  const auto has = [&](const char* key, Type type) {
    return form.contains(key) && form[key].type() == type;
  };
  const auto all = [&](const char* key, Type type) {
    return std::all_of(form[key].begin(), form[key].end(),
                       [&](const auto& one) { return one.type() == type; });
  };
  return form.is_object() && has("time", Type::number_unsigned) && has("inventory", Type::string) &&
         has("complete", Type::boolean) && has("done", Type::object) &&
         has("failed", Type::number_unsigned) && has("skipped", Type::number_unsigned) &&
         has("reasons", Type::array) && all("done", Type::number_unsigned) &&
         all("reasons", Type::string);
}

}  // namespace

std::string applies_ref(const std::string& place) { return "refs/muster/applies/" + place; }

ApplyRecord record_of(const std::string& target, const ObjectId& inventory,
                      const ApplyReport& report, bool complete, Time now) {
  ApplyRecord record{target, now, inventory, complete, {}, 0, 0, {}};
  for (const ApplyReport::Line& line : report.lines) {
    if (line.operation->target != target) continue;
    if (line.outcome.result == Result::done) ++record.done[std::string(word(line.operation->op))];
    if (line.outcome.result == Result::skipped) ++record.skipped;
    if (line.outcome.result != Result::failed) continue;
    ++record.failed;
    if (line.outcome.error && record.reasons.size() < most_reasons) {
      const Error& error = *line.outcome.error;
      record.reasons.push_back(
          clean(error.why.empty() ? error.message : error.message + ": " + error.why));
    }
  }
  return record;
}

void write_record(Repo& repo, const std::string& place, const ApplyRecord& record,
                  const Signature& who) {
  const std::string ref = applies_ref(place);
  const auto before = repo.resolve(ref);
  const auto commit = repo.write_commit(
      before, std::vector<FileChange>{{record_file, render_json(record_form(record))}},
      fmt::format("apply inventory@{} to {}\n\nMuster-Applied: {}\n", record.inventory.substr(0, 9),
                  record.target, record.inventory),
      who, record.time);
  if (commit) repo.update_ref(ref, before, *commit, "muster reconcile");
}

std::optional<ApplyRecord> last_record(const Repo& repo, const std::string& place) {
  const auto commit = repo.resolve(applies_ref(place));
  const auto text = commit ? repo.read_at(*commit, record_file) : std::nullopt;
  if (!text) return std::nullopt;
  const auto form = parse_json(*text, record_file);
  if (!is_record(form)) return std::nullopt;
  return ApplyRecord{place,
                     Time(Seconds(form["time"].get<long long>())),
                     form["inventory"].get<std::string>(),
                     form["complete"].get<bool>(),
                     form["done"].get<std::map<std::string, size_t>>(),
                     form["failed"].get<size_t>(),
                     form["skipped"].get<size_t>(),
                     form["reasons"].get<std::vector<std::string>>()};
}

}  // namespace muster
