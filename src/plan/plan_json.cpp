#include <nlohmann/json.hpp>

#include "plan/plan.h"

namespace muster {
namespace {

using nlohmann::json;

void place(json& into, const Where& where) {
  if (where.file.empty()) return;
  into["file"] = where.file;
  if (where.line > 0) into["line"] = where.line;
}

void set_unless_empty(json& into, const char* key, const std::string& value) {
  if (!value.empty()) into[key] = value;
}

json form(const FieldChange& change) {
  json out{{"field", change.field},
           {"before", change.before},
           {"after", change.after},
           {"cause", word(change.cause)}};
  set_unless_empty(out, "by", change.by);
  place(out, change.where);
  return out;
}

json form(const Operation& operation) {
  json out{{"id", operation.id},         {"target", operation.target}, {"op", word(operation.op)},
           {"kind", operation.kind},     {"key", operation.key},       {"label", operation.label},
           {"before", operation.before}, {"after", operation.after}};
  set_unless_empty(out, "site", operation.site);
  set_unless_empty(out, "host", operation.host);
  set_unless_empty(out, "native", operation.native);
  set_unless_empty(out, "reason", operation.reason);
  for (const FieldChange& change : operation.changes) out["changes"].push_back(form(change));
  if (!operation.cascades.empty()) out["cascades"] = operation.cascades;
  if (!operation.needs.empty()) out["needs"] = operation.needs;
  if (operation.adopt) out["adopt"] = true;
  place(out, operation.where);
  return out;
}

json form(const PlanTarget& target) {
  json out{{"name", target.name},         {"kind", target.kind},
           {"address", target.address},   {"objects", target.objects},
           {"requests", target.requests}, {"three_way", target.three_way}};
  set_unless_empty(out, "version", target.version);
  set_unless_empty(out, "applied", target.applied);
  return out;
}

json form(const Rail& rail) {
  return {{"name", rail.name},   {"scope", rail.scope},     {"value", rail.value},
          {"limit", rail.limit}, {"refused", rail.refused}, {"lifted", rail.lifted}};
}

template <class List>
json forms(const List& list) {
  json out = json::array();
  for (const auto& item : list) out.push_back(form(item));
  return out;
}

json summary(const Plan& plan) {
  json out{{"drift", plan.drift()}};
  for (const Op op : {Op::create, Op::update, Op::retire, Op::remove, Op::keep}) {
    out[std::string(word(op))] = plan.count(op);
  }
  return out;
}

}  // namespace

json to_json(const Plan& plan) {
  json notes = json::array();
  for (const Error& note : plan.notes.items()) notes.push_back(to_json(note));
  return {{"format_version", 1},
          {"digest", digest(plan)},
          {"head", plan.head},
          {"base", plan.base},
          {"summary", summary(plan)},
          {"targets", forms(plan.targets)},
          {"operations", forms(plan.operations)},
          {"rails", forms(plan.rails)},
          {"skipped", plan.skipped},
          {"notes", notes}};
}

}  // namespace muster
