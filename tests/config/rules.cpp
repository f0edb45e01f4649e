#include "config/rules.h"

#include <catch2/catch.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "config/rule_keys.h"
#include "config/schema.h"

using namespace muster;

namespace {

struct Read {
  std::shared_ptr<const Rules> rules;
  std::string trouble;
};

Read read(const std::string& text, const Config& config = {}) {
  Diagnostics trouble;
  Read out{read_rules(text, "rules.yaml", trouble), ""};
  if (!trouble.has_errors()) check_rules(*out.rules, config, trouble);
  out.trouble = render(trouble);
  return out;
}

std::vector<std::string> names(const Rules& rules) {
  std::vector<std::string> out;
  for (const Rule& rule : rules.list) out.push_back(rule.name);
  return out;
}

Config with_classes(const std::vector<std::string>& classes) {
  Config config;
  config.file = "muster.yaml";
  for (const std::string& name : classes) config.classifications[name].name = name;
  return config;
}

}  // namespace

TEST_CASE("the rules that come with muster are valid, and none of them approves") {
  const auto rules = shipped_rules();
  CHECK(rules->list.size() >= 29);
  for (const Rule& rule : rules->list) {
    INFO(rule.name);
    CHECK(rule.shipped);
    CHECK(rule.where.has_value());
    CHECK(rule.approval == Approval::pending);
  }
  CHECK(read(std::string(shipped_rules_text())).rules->list.size() == rules->list.size());
}

TEST_CASE("rules of people stand before muster's own, and one of the same name replaces it") {
  const Read out = read(
      "rules:\n"
      "  - rule: printers\n"
      "    where: vendor ~ \"HP*\"\n"
      "    classification: printer\n"
      "    approval: approved\n"
      "    name: hp-1\n"
      "    tags: [paper, \"two words\"]\n"
      "  - {rule: trunk-members, classification: server}\n",
      with_classes({"printer", "server"}));
  CHECK(out.trouble == "");
  const Rule& first = out.rules->list[0];
  CHECK(first.condition == "vendor ~ \"HP*\"");
  CHECK(first.approval == Approval::approved);
  CHECK(first.host_name == "hp-1");
  CHECK(first.tags == std::vector<std::string>{"paper", "two words"});
  CHECK(first.place.line == 2);
  CHECK_FALSE(out.rules->list[1].where.has_value());
  auto wanted = names(*shipped_rules());
  std::erase(wanted, "trunk-members");
  wanted.insert(wanted.begin(), {"printers", "trunk-members"});
  CHECK(names(*out.rules) == wanted);
}

TEST_CASE("defaults: false leaves muster's own rules out") {
  const Read out = read("defaults: false\nrules: [{rule: all, classification: server}]\n",
                        with_classes({"server"}));
  CHECK(out.trouble == "");
  CHECK(names(*out.rules) == std::vector<std::string>{"all"});
}

TEST_CASE("every mistake in rules.yaml is told on its line and column") {
  CHECK(
      read("rules:\n"
           "  - rule: Printers\n"
           "    where: vendr ~ HP*\n"
           "    clasification: printer\n"
           "  - rule: b\n"
           "    where: 'site = berlin and approval = approved'\n"
           "    classification: server\n"
           "    approval: aproved\n"
           "    name: Not A Label\n"
           "  - {rule: b, classification: server}\n"
           "default: false\n",
           with_classes({"server"}))
          .trouble ==
      "rules.yaml:2:11: error: rule \"Printers\" is not a name\n"
      "    2 |   - rule: Printers\n"
      "      |           ^\n"
      "  fix: use 1 to 50 of a-z, 0-9, - and _, beginning with a letter or a digit\n"
      "rules.yaml:3:12: error: \"vendr\" is not a field\n"
      "    3 |     where: vendr ~ HP*\n"
      "      |            ^\n"
      "  fix: did you mean \"vendor\"?\n"
      "rules.yaml:4:5: error: key \"clasification\" is not known\n"
      "    4 |     clasification: printer\n"
      "      |     ^\n"
      "  fix: did you mean \"classification\"?\n"
      "rules.yaml:2:5: error: a rule needs \"classification\"\n"
      "    2 |   - rule: Printers\n"
      "      |     ^\n"
      "  fix: One of the classifications in muster.yaml.\n"
      "rules.yaml:6:31: error: \"approval\" is not asked for here, because rules decide it\n"
      "    6 |     where: 'site = berlin and approval = approved'\n"
      "      |                               ^\n"
      "  fix: use confidence, first_seen, guest, id, ip, mac, model, names, platform, port, role, "
      "site, source, sources, state, subnet, switch, tenant, vendor, vlan, vlan_count\n"
      "rules.yaml:8:15: error: approval \"aproved\" is not known\n"
      "    8 |     approval: aproved\n"
      "      |               ^\n"
      "  fix: did you mean \"approved\"?\n"
      "rules.yaml:9:11: error: name \"Not A Label\" is no DNS label\n"
      "    9 |     name: Not A Label\n"
      "      |           ^\n"
      "  fix: write \"not-a-label\"\n"
      "rules.yaml:10:5: error: rule \"b\" is there twice\n"
      "   10 |   - {rule: b, classification: server}\n"
      "      |     ^\n"
      "  fix: give one of the two another name\n"
      "rules.yaml:11:1: error: key \"default\" is not known\n"
      "   11 | default: false\n"
      "      | ^\n"
      "  fix: did you mean \"defaults\"?\n");
}

TEST_CASE("a rule whose classification is not configured is warned of") {
  CHECK(read("rules: [{rule: a, classification: prnter}]\n", with_classes({"printer"})).trouble ==
        "rules.yaml:1:9: warning: rule \"a\" decides nothing: classification \"prnter\" is not in "
        "muster.yaml\n"
        "    1 | rules: [{rule: a, classification: prnter}]\n"
        "      |         ^\n"
        "  fix: did you mean \"printer\"?\n");
}

TEST_CASE("rules as text read back as the same rules") {
  const Read out = read(
      "rules:\n"
      "  - {rule: a, where: 'names ~ (\"a b*\", c*)', classification: server, approval: rejected,\n"
      "     name: gw1, tags: [x]}\n");
  const std::string text = render(*out.rules);
  const Read again = read(text);
  CHECK(render(*again.rules) == text);
  CHECK(names(*again.rules) == names(*out.rules));
  CHECK(again.rules->list[0].approval == Approval::rejected);
}

TEST_CASE("the schema of rules is the one that the table of keys makes") {
  std::ifstream in(SOURCE_DIR "/schema/rules.v1.json");
  const std::string text((std::istreambuf_iterator<char>(in)), {});
  INFO("ci/schemas --write makes it anew");
  CHECK(text == rules_schema());
  const auto rule = nlohmann::json::parse(text)["$defs"]["rule"];
  CHECK(rule["properties"].size() == config_file::rule_section().variants[0].keys.size());
  CHECK(rule["required"] == nlohmann::json{"rule", "classification"});
}
