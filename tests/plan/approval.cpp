#include "plan/approval.h"

#include <catch2/catch.hpp>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "plan/plan_json.h"

namespace muster {
namespace {

Operation operation(const std::string& key, Op op = Op::create) {
  Operation out;
  out.target = "netbox";
  out.op = op;
  out.kind = "device";
  out.key = Key::parse(key);
  out.after = {{"name", key}};
  out.id = operation_id(out);
  return out;
}

Plan plan_of(std::vector<Operation> operations) {
  Plan plan;
  plan.operations = std::move(operations);
  return plan;
}

std::string failure(const std::string& text) {
  try {
    parse_approved(text, "plan.json");
  } catch (const Error& error) {
    return error.message + ": " + error.why;
  }
  return "nothing was thrown";
}

std::string changed(const char* pointer, const nlohmann::json& value) {
  nlohmann::json form = to_json(plan_of({operation("a")}));
  form[nlohmann::json::json_pointer(pointer)] = value;
  return render_json(form);
}

}  // namespace

TEST_CASE("a plan runs as it was approved, or less of it") {
  const Plan approved = plan_of({operation("a"), operation("b")});
  const Approved set = parse_approved(render_json(to_json(approved)), "plan.json");
  CHECK(set.digest == digest(approved));
  CHECK(beyond(approved, set).empty());
  CHECK(beyond(plan_of({operation("b")}), set).empty());
  CHECK(beyond(plan_of({}), set).empty());
}

TEST_CASE("an operation that was not approved is named, a keep never is") {
  const Approved set = parse_approved(render_json(to_json(plan_of({operation("a")}))), "plan.json");
  const Plan now = plan_of({operation("a"), operation("c"), operation("d", Op::keep)});
  const auto extra = beyond(now, set);
  REQUIRE(extra.size() == 1);
  CHECK(extra[0]->key.text() == "c");
}

TEST_CASE("a digest alone approves this very plan and no other") {
  const Plan plan = plan_of({operation("a")});
  const Approved approved = parse_approved(" " + digest(plan) + "\n", "--approved");
  CHECK(approved.ids.empty());
  CHECK(beyond(plan, approved).empty());
  CHECK(beyond(plan_of({operation("a"), operation("b")}), approved).size() == 2);
  CHECK(beyond(plan_of({}), approved).empty());
}

TEST_CASE("an approved plan with nothing in it approves nothing") {
  const Approved nothing = parse_approved(render_json(to_json(plan_of({}))), "plan.json");
  CHECK(beyond(plan_of({operation("a")}), nothing).size() == 1);
}

TEST_CASE("a plan that was edited is refused") {
  const std::string head = "plan.json is not a plan that can be approved: ";
  CHECK(failure(changed("/operations/0/after/name", "x")) ==
        head + "the id of a does not fit its content");
  CHECK(failure(changed("/operations/0/op", "drop")) == head + "\"drop\" is no operation");
  CHECK(failure(changed("/operations/0/after", 1)) ==
        head + "an operation has no object \"after\"");
  CHECK(failure(changed("/operations/0/key", 1)) == head + "an operation has no text \"key\"");
  CHECK(failure(changed("/operations/0", 1)) == head + "an operation is no object");
  CHECK(failure(changed("/operations", nlohmann::json::array())) ==
        head + "its digest does not fit its operations");
  CHECK(failure(changed("/operations", 1)) == head + "it has no operations");
  CHECK(failure(changed("/format_version", 2)) ==
        head + "its format_version is not 1, the one this muster knows");
  CHECK(failure("[]") == head + "it is no JSON object");
}

TEST_CASE("bytes that are no JSON are refused with the place") {
  CHECK(failure("{").starts_with("plan.json: the answer is not JSON"));
  CHECK(failure("sha256:12").starts_with("plan.json: the answer is not JSON"));
}

TEST_CASE("the id of an operation is its content and not its label or place") {
  Operation one = operation("a");
  Operation two = one;
  two.label = "other";
  two.where.file = "x.yaml";
  CHECK(operation_id(one) == operation_id(two));
  two.before["name"] = "y";
  CHECK(operation_id(one) != operation_id(two));
}

}  // namespace muster
