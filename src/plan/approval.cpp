#include "plan/approval.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"
#include "plan/plan_json.h"

namespace muster {
namespace {

using nlohmann::json;

constexpr std::string_view digest_mark = "sha256:";

bool is_digest(std::string_view text) {
  const auto hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  if (text.size() != digest_mark.size() + 64 || !text.starts_with(digest_mark)) return false;
  text.remove_prefix(digest_mark.size());
  return std::all_of(text.begin(), text.end(), hex);
}

[[noreturn]] void not_a_plan(std::string_view origin, const std::string& why) {
  throw Error(std::string(origin) + " is not a plan that can be approved", Exit::invalid)
      .because(why)
      .mend("give a file that `muster reconcile --plan --out FILE` wrote, unchanged");
}

std::string text_of(const json& object, const char* key, std::string_view origin) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_string()) {
    not_a_plan(origin, "an operation has no text \"" + std::string(key) + "\"");
  }
  return found->get<std::string>();
}

Fields fields_of(const json& object, const char* key, std::string_view origin) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_object()) {
    not_a_plan(origin, "an operation has no object \"" + std::string(key) + "\"");
  }
  Fields fields;
  for (const auto& [name, value] : found->items()) {
    const auto known = value_from(value);
    if (!known) {
      not_a_plan(origin, "the value of \"" + clean(name, 40) + "\" is of no kind a plan has");
    }
    fields[name] = *known;
  }
  return fields;
}

Op op_of(const std::string& text, std::string_view origin) {
  for (const Op op : {Op::create, Op::update, Op::retire, Op::remove, Op::keep}) {
    if (word(op) == text) return op;
  }
  not_a_plan(origin, "\"" + clean(text, 40) + "\" is no operation");
}

Operation operation_of(const json& form, std::string_view origin) {
  if (!form.is_object()) not_a_plan(origin, "an operation is no object");
  Operation operation;
  operation.target = text_of(form, "target", origin);
  operation.kind = text_of(form, "kind", origin);
  operation.key = Key::parse(text_of(form, "key", origin));
  operation.op = op_of(text_of(form, "op", origin), origin);
  operation.before = fields_of(form, "before", origin);
  operation.after = fields_of(form, "after", origin);
  operation.id = operation_id(operation);
  if (operation.id != text_of(form, "id", origin)) {
    not_a_plan(origin, "the id of " + clean(operation.key.text()) + " does not fit its content");
  }
  return operation;
}

const json& operations_of(const json& form, std::string_view origin) {
  if (!form.is_object()) not_a_plan(origin, "it is no JSON object");
  if (form.value("format_version", json()) != 1) {
    not_a_plan(origin, "its format_version is not 1, the one this muster knows");
  }
  const auto found = form.find("operations");
  if (found == form.end() || !found->is_array()) not_a_plan(origin, "it has no operations");
  return *found;
}

}  // namespace

Approved parse_approved(std::string_view text, std::string_view origin) {
  if (is_digest(trim(text))) return {std::string(trim(text)), {}};
  const json form = parse_json(text, origin, own_json(1U << 30, 32));
  Plan plan;
  for (const json& item : operations_of(form, origin)) {
    plan.operations.push_back(operation_of(item, origin));
  }
  Approved approved{digest(plan), {}};
  if (form.value("digest", json()) != approved.digest) {
    not_a_plan(origin, "its digest does not fit its operations");
  }
  for (const Operation& operation : plan.operations) {
    if (operation.op != Op::keep) approved.ids.insert(operation.id);
  }
  return approved;
}

std::vector<const Operation*> beyond(const Plan& plan, const Approved& approved) {
  std::vector<const Operation*> extra;
  if (approved.ids.empty() && digest(plan) == approved.digest) return extra;
  for (const Operation& operation : plan.operations) {
    if (operation.op != Op::keep && !approved.ids.contains(operation.id)) {
      extra.push_back(&operation);
    }
  }
  return extra;
}

}  // namespace muster
