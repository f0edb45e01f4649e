#include "plan/plan.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/hash.h"
#include "plan/plan_json.h"

namespace muster {

std::string_view word(Op op) {
  switch (op) {
    case Op::create:
      return "create";
    case Op::update:
      return "update";
    case Op::retire:
      return "retire";
    case Op::remove:
      return "delete";
    case Op::keep:
      return "keep";
  }
  return "keep";
}

std::string_view word(Cause cause) {
  switch (cause) {
    case Cause::repo:
      return "repo";
    case Cause::drift:
      return "drift";
    case Cause::both:
      return "both";
  }
  return "repo";
}

std::string operation_id(const Operation& operation) {
  using nlohmann::json;
  const json content{operation.target.str(), operation.kind.str(),      operation.key.text().str(),
                     word(operation.op),     to_json(operation.before), to_json(operation.after)};
  return sha256_hex(content.dump(-1, ' ', false, json::error_handler_t::replace)).substr(0, 16);
}

size_t Plan::count(Op op) const {
  return static_cast<size_t>(std::count_if(operations.begin(), operations.end(),
                                           [&](const Operation& o) { return o.op == op; }));
}

size_t Plan::collisions() const {
  return static_cast<size_t>(
      std::count_if(operations.begin(), operations.end(),
                    [](const Operation& o) { return o.keeping == Keeping::collision; }));
}

size_t Plan::drift() const {
  const auto drifted = [](const Operation& operation) {
    if (operation.op == Op::keep) return false;
    return operation.drift ||
           std::any_of(operation.changes.begin(), operation.changes.end(),
                       [](const FieldChange& c) { return c.cause == Cause::drift; });
  };
  return static_cast<size_t>(std::count_if(operations.begin(), operations.end(), drifted));
}

bool Plan::changes() const { return count(Op::keep) < operations.size(); }

bool Plan::refused() const {
  return std::any_of(rails.begin(), rails.end(),
                     [](const Rail& rail) { return rail.refused && !rail.lifted; });
}

std::string digest(const Plan& plan) {
  std::vector<std::string> ids;
  for (const Operation& operation : plan.operations) {
    if (operation.op != Op::keep) ids.push_back(operation.id);
  }
  std::sort(ids.begin(), ids.end());
  std::string text;
  for (const std::string& id : ids) text += id + "\n";
  return "sha256:" + sha256_hex(text);
}

}  // namespace muster
