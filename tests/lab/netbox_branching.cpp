#include "netbox_branching.h"

#include <algorithm>
#include <cstdio>

namespace muster::lab::netbox {
namespace {

constexpr const char* branches_path = "/api/plugins/branching/branches/";
constexpr const char* shared_path = "/api/extras/custom-fields/";

Answer branch_answer(int status, const Json& body) {
  return {.status = status, .body = body.dump(), .headers = {}};
}

// The middleware's own words.
Answer plain_refusal(const char* words) {
  return {.status = 400, .body = words, .type = "text/html; charset=utf-8", .headers = {}};
}

std::string label_of(std::string status) {
  status.front() = static_cast<char>(std::toupper(status.front()));
  return status;
}

}  // namespace

Branching::Branching(Api& main, std::string version, Access access, bool installed,
                     std::string stay)
    : main_(main),
      version_(std::move(version)),
      access_(std::move(access)),
      installed_(installed),
      stay_(std::move(stay)) {}

Answer Branching::answer(const Call& call, const std::string& schema, size_t& items) {
  if (!installed_ || call.path == "/api/status/") return main_.answer(call, items);
  if (call.path == branches_path) return plugin(call);
  return tables(call, schema, items);
}

Answer Branching::plugin(const Call& call) {
  try {
    main_.check_access(call);
    const std::lock_guard lock(mutex_);
    if (call.method == "GET") return list(call);
    if (call.method == "POST") return create(call);
    throw Refusal{405, {{"detail", "Method \"" + call.method + "\" not allowed."}}};
  } catch (const Refusal& refusal) {
    return branch_answer(refusal.status, refusal.body);
  }
}

void Branching::step(Branch& branch) const {
  if (branch.status == "new" && !stay_.empty()) branch.status = stay_;
  if (branch.status == stay_) return;
  if (branch.status == "provisioning") branch.status = "ready";
  if (branch.status == "new") branch.status = "provisioning";
}

Answer Branching::list(const Call& call) {
  Json results = Json::array();
  const auto name = call.parameters.find("name");
  for (Branch& branch : branches_) {
    if (name != call.parameters.end() && name->second != branch.name) continue;
    step(branch);
    results.push_back(row(call, branch));
  }
  return branch_answer(
      200,
      {{"count", results.size()}, {"next", nullptr}, {"previous", nullptr}, {"results", results}});
}

Answer Branching::create(const Call& call) {
  const Json body = parse_body(call.body);
  const auto name = body.is_object() ? body.find("name") : body.end();
  if (name == body.end()) throw Refusal{400, {{"name", {"This field is required."}}}};
  if (!name->is_string()) throw Refusal{400, {{"name", {"Not a valid string."}}}};
  for (const Branch& branch : branches_) {
    if (branch.name == *name)
      throw Refusal{400, {{"name", {"branch with this name already exists."}}}};
  }
  Branch made;
  made.id = next_++;
  made.name = *name;
  made.description = body.value("description", "");
  char schema[16];
  std::snprintf(schema, sizeof schema, "lab%05lld", static_cast<long long>(made.id));
  made.schema = schema;
  made.status = "new";
  made.tables = std::make_unique<Api>(version_, access_);
  made.tables->load(main_.dump());
  branches_.push_back(std::move(made));
  return branch_answer(201, row(call, branches_.back()));
}

Json Branching::row(const Call& call, const Branch& branch) {
  return {{"id", branch.id},
          {"url", call.base + branches_path + std::to_string(branch.id) + "/"},
          {"display", branch.name},
          {"name", branch.name},
          {"status", {{"value", branch.status}, {"label", label_of(branch.status)}}},
          {"description", branch.description},
          {"schema_id", branch.schema}};
}

Answer Branching::tables(const Call& call, const std::string& schema, size_t& items) {
  Api* asked = &main_;
  const bool changes = call.method != "GET" && call.method != "HEAD" && call.method != "OPTIONS";
  const bool shared = changes && call.path.starts_with(shared_path);
  const std::lock_guard lock(mutex_);
  if (!schema.empty()) {
    const auto branch = std::find_if(branches_.begin(), branches_.end(),
                                     [&](const Branch& one) { return one.schema == schema; });
    if (branch == branches_.end()) return plain_refusal("Invalid branch identifier");
    if (branch->status != "ready") return plain_refusal("Selected branch is not ready.");
    if (!shared) asked = branch->tables.get();
  }
  Answer answer = asked->answer(call, items);
  size_t ignored = 0;
  for (const Branch& branch : branches_) {
    if (shared && answer.status / 100 == 2) branch.tables->answer(call, ignored);
  }
  return answer;
}

void Branching::put_status(const std::string& name, const std::string& status) {
  const std::lock_guard lock(mutex_);
  for (Branch& branch : branches_) {
    if (branch.name == name) branch.status = status;
  }
}

void Branching::reset() {
  const std::lock_guard lock(mutex_);
  branches_.clear();
}

}  // namespace muster::lab::netbox
