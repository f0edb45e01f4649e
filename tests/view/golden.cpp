// Each folder of tests/golden is a world: what is wanted, what is there, what was wanted last time,
// and the plan of it as JSON, text and Markdown. MUSTER_ACCEPT=1 writes the three and fails, so
// that a run that accepts is never taken for one that checks.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/json.h"
#include "plan/approval.h"
#include "plan/diff.h"
#include "plan/guard.h"
#include "plan/plan_json.h"
#include "view/view.h"

namespace muster {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

std::string slurp(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

json load(const fs::path& path) { return parse_json(slurp(path), path.string()); }

Where place(const std::string& text) {
  const size_t colon = text.rfind(':');
  Where where;
  where.file = text.substr(0, colon);
  where.line = std::stoi(text.substr(colon + 1));
  return where;
}

Fields fields(const json& form) {
  Fields out;
  for (const auto& [name, value] : form.items()) out[name] = value_from(value).value();
  return out;
}

std::string text_at(const json& form, const char* key) { return form.at(key); }

Resource resource(const json& form) {
  Resource out;
  out.kind = text_at(form, "kind");
  out.key = Key::parse(text_at(form, "key"));
  out.label = text_at(form, "label");
  out.natural = form.value("natural", out.key.text().str());
  out.site = form.value("site", "");
  out.host = form.value("host", "");
  out.parent = Key::parse(form.value("parent", ""));
  out.fields = fields(form.value("fields", json::object()));
  const std::vector<std::string> needs = form.value("needs", json::array());
  for (const std::string& need : needs) out.needs.push_back(Key::parse(need));
  const json places = form.value("places", json::object());
  for (const auto& [field, text] : places.items()) out.places[field] = place(text);
  out.ensure = form.value("ensure", false);
  out.adopt = form.value("adopt", false);
  out.owned = form.value("owned", false);
  out.native = form.value("native", "");
  if (form.contains("changed")) out.changed = Time(Seconds(form["changed"].get<long long>()));
  return out;
}

std::vector<Resource> resources(const fs::path& path) {
  std::vector<Resource> out;
  for (const json& form : load(path)) out.push_back(resource(form));
  return out;
}

const std::vector<KindTraits>& kinds() {
  static const std::vector<KindTraits> table{
      {"tag", "tag", "tags", OnAbsent::keep, {}},
      {"device", "device", "devices", OnAbsent::retire, {{"status", "decommissioning"}}},
      {"interface", "interface", "interfaces", OnAbsent::keep, {}},
      {"ip-address", "address", "addresses", OnAbsent::retire, {{"status", "deprecated"}}},
      {"record", "record", "records", OnAbsent::remove, {}}};
  return table;
}

Prune prune(const std::string& text) {
  return text == "none" ? Prune::none : text == "delete" ? Prune::remove : Prune::retire;
}

Plan plan_of(const fs::path& folder) {
  const json options = load(folder / "options.json");
  const std::vector<Resource> desired = resources(folder / "desired.json");
  Snapshot actual;
  actual.resources = resources(folder / "actual.json");
  std::vector<Resource> base;
  const bool three_way = fs::exists(folder / "base.json");
  if (three_way) base = resources(folder / "base.json");
  DiffInput input{.target = "netbox",
                  .desired = desired,
                  .actual = actual,
                  .base = three_way ? &base : nullptr,
                  .kinds = kinds(),
                  .absent = {}};
  input.prune = prune(options.value("prune", "retire"));
  input.now = Time(Seconds(1'790'000'000));
  const json absent = options.value("absent", json::object());
  for (const auto& [host, form] : absent.items()) {
    input.absent[host] = {form.at("why"), form.value("known_at_base", true),
                          form.value("protect", false)};
  }
  Plan plan;
  plan.head = "9f3c1e2a77aa11bb22cc33dd44ee55ff66778899";
  plan.targets.push_back(
      {"netbox", "netbox", "4.7.2", "netbox.example", 40'112, 45, three_way, "", kinds()});
  plan.operations = diff(input);
  plan.skipped = options.value("skipped", std::map<std::string, size_t>{});
  GuardInput rails;
  rails.operations = plan.operations;
  rails.target = "netbox";
  rails.actual = actual.resources;
  rails.hosts_now = options.value("hosts_now", size_t{40});
  rails.hosts_base = options.value("hosts_base", size_t{40});
  rails.max_deletes = {10.0, 25};
  rails.max_updates = {30.0, {}};
  rails.guard_from = options.value("guard_from", size_t{100});
  rails.allow = options.value("allow", std::set<std::string>{});
  plan.rails = guard(rails);
  return plan;
}

void check(const fs::path& path, const std::string& text) {
  if (std::getenv("MUSTER_ACCEPT")) {
    std::ofstream(path) << text;
    FAIL_CHECK("accepted " << path);
    return;
  }
  INFO(path);
  CHECK(slurp(path) == text);
}

}  // namespace

TEST_CASE("every golden world gives its plan") {
  size_t worlds = 0;
  for (const auto& entry : fs::directory_iterator(TESTS_DIR "/golden")) {
    if (!fs::exists(entry.path() / "desired.json")) continue;
    ++worlds;
    const Plan plan = plan_of(entry.path());
    const std::string text = render_json(to_json(plan));
    check(entry.path() / "plan.json", text);
    check(entry.path() / "plan.txt", plan_text(plan, {}));
    check(entry.path() / "plan.md", plan_markdown(plan));
    CHECK(beyond(plan, parse_approved(text, "plan.json")).empty());
    CHECK(beyond(plan, parse_approved(digest(plan), "--approved")).empty());
  }
  CHECK(worlds >= 12);
}

}  // namespace muster
