#include "plan/plan_json.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "core/json.h"

namespace muster {
namespace {

using nlohmann::json;

void place(json& into, const Whence& where) {
  if (where.file.empty()) return;
  into["file"] = where.file.str();
  if (where.line > 0) into["line"] = where.line;
}

void set_unless_empty(json& into, const char* key, std::string_view value) {
  if (!value.empty()) into[key] = value;
}

json form(const FieldChange& change) {
  json out{{"field", change.field.str()},
           {"before", to_json(change.before)},
           {"after", to_json(change.after)},
           {"cause", word(change.cause)}};
  set_unless_empty(out, "by", change.by);
  place(out, change.where);
  return out;
}

json form(const Operation& operation) {
  json out{{"id", operation.id.str()},
           {"target", operation.target.str()},
           {"op", word(operation.op)},
           {"kind", operation.kind.str()},
           {"key", operation.key.text().str()},
           {"label", operation.label.str()},
           {"before", to_json(operation.before)},
           {"after", to_json(operation.after)}};
  set_unless_empty(out, "site", operation.site);
  set_unless_empty(out, "host", operation.host);
  set_unless_empty(out, "native", operation.native);
  set_unless_empty(out, "reason", operation.reason);
  for (const FieldChange& change : operation.changes) out["changes"].push_back(form(change));
  if (!operation.cascades.empty()) out["cascades"] = operation.cascades;
  for (const Key& need : operation.needs) out["needs"].push_back(need.text().str());
  if (operation.adopt) out["adopt"] = true;
  if (operation.passing) out["passing"] = true;
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
  json out{{"drift", plan.drift()}, {"collisions", plan.collisions()}};
  for (const Op op : {Op::create, Op::update, Op::retire, Op::remove, Op::keep}) {
    out[std::string(word(op))] = plan.count(op);
  }
  return out;
}

std::optional<Value> list_from(const json& form) {
  TextList texts;
  for (const json& item : form) {
    if (!item.is_string()) return std::nullopt;
    texts.push_back(item.get_ref<const std::string&>());
  }
  return texts;
}

}  // namespace

json to_json(const Value& value) {
  return std::visit(
      [](const auto& held) -> json {
        if constexpr (std::is_same_v<decltype(held), const std::monostate&>) {
          return nullptr;
        } else if constexpr (std::is_same_v<decltype(held), const TextList&>) {
          json texts = json::array();
          for (const Text& text : held) texts.push_back(text.str());
          return texts;
        } else if constexpr (std::is_same_v<decltype(held), const Text&>) {
          return held.str();
        } else {
          return held;
        }
      },
      value);
}

json to_json(const Fields& fields) {
  json out = json::object();
  for (const auto& [name, value] : fields) out[name.str()] = to_json(value);
  return out;
}

std::optional<Value> value_from(const json& form) {
  if (form.is_null()) return Value();
  if (form.is_boolean()) return form.get<bool>();
  if (form.is_number_integer()) return form.get<int64_t>();
  if (form.is_string()) return form.get_ref<const std::string&>();
  return form.is_array() ? list_from(form) : std::nullopt;
}

namespace {

json form_of(const Plan& plan, json operations) {
  json notes = json::array();
  for (const Error& note : plan.notes.items()) notes.push_back(to_json(note));
  json out{{"format_version", 1},
           {"digest", digest(plan)},
           {"head", plan.head},
           {"base", plan.base},
           {"summary", summary(plan)},
           {"targets", forms(plan.targets)},
           {"operations", std::move(operations)},
           {"rails", forms(plan.rails)},
           {"skipped", plan.skipped},
           {"notes", notes}};
  for (const auto& [host, links] : plan.pages) out["pages"][host] = links;
  return out;
}

// Of an operation, as it stands within the plan.
void append_indented(std::string& into, const std::string& text) {
  for (const char c : std::string_view(text).substr(0, text.size() - 1)) {
    into += c;
    if (c == '\n') into += "    ";
  }
}

}  // namespace

json to_json(const Plan& plan) { return form_of(plan, forms(plan.operations)); }

PlanPieces::PlanPieces(const Plan& plan) : operations_(plan.operations) {
  constexpr std::string_view none = "\n  \"operations\": []";  // texts have no line ends
  head_ = render_json(form_of(plan, json::array()));
  tail_ = head_.substr(head_.find(none) + none.size() - 1);
  head_.resize(head_.size() - tail_.size());
  if (!operations_.empty()) tail_ = "\n  " + tail_;
}

std::string PlanPieces::next() {
  constexpr size_t enough = 64 << 10;
  std::string piece = std::exchange(head_, "");
  for (; at_ < operations_.size() && piece.size() < enough; ++at_) {
    piece += at_ == 0 ? "\n    " : ",\n    ";
    append_indented(piece, render_json(form(operations_[at_])));
  }
  if (at_ == operations_.size()) piece += std::exchange(tail_, "");
  return piece;
}

}  // namespace muster
