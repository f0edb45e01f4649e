#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "plan/plan_json.h"

using namespace muster;

namespace {

std::string in_pieces(const Plan& plan) {
  std::string text;
  PlanPieces pieces(plan);
  for (std::string piece = pieces.next(); !piece.empty(); piece = pieces.next()) text += piece;
  return text;
}

Operation update_of(size_t number) {
  Operation operation;
  operation.target = "netbox";
  operation.op = Op::update;
  operation.kind = "device";
  operation.key = Key("device", std::to_string(number));
  operation.label = "web \"one\"\n  \"operations\": []";
  operation.before = {{"status", "failed"}, {"vlans", TextList({"tagged", "20"})}};
  operation.after = {{"status", "active"}, {"vlans", Value()}};
  operation.changes.push_back(
      {"status", "failed", "active", Cause::drift, "j.doe", {"a.yaml", 4, 1}});
  operation.reason = "##[error]";
  operation.id = operation_id(operation);
  return operation;
}

}  // namespace

TEST_CASE("a plan in pieces is byte for byte the plan as a whole") {
  Plan plan;
  plan.head = "9f3c1e2";
  CHECK(in_pieces(plan) == render_json(to_json(plan)));
  plan.notes.add(Error("\n  \"operations\": []"));
  for (const size_t count : {1, 2, 500}) {
    plan.operations.clear();
    for (size_t i = 0; i < count; ++i) plan.operations.push_back(update_of(i));
    CHECK(in_pieces(plan) == render_json(to_json(plan)));
  }
}
