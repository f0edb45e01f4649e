#include "config/rules.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "config/rule_keys.h"
#include "core/shipped.h"
#include "core/text.h"

namespace muster {
namespace config_file {
namespace {

constexpr size_t most_rules = 1'000;

class RulesReader {
 public:
  RulesReader(const Layer& layer, bool shipped, Diagnostics& trouble)
      : layer_(layer), shipped_(shipped), trouble_(trouble) {}

  Rules read() {
    const yaml::Node& root = layer_.document.root;
    if (root.kind != yaml::Kind::mapping && !root.null()) {
      fault(root, "rules.yaml must be a mapping", "write rules: and a list below it");
    }
    for (const yaml::Entry& entry : root.entries) {
      if (entry.key == "rules") {
        read_list(entry.value);
      } else if (entry.key == "defaults") {
        reading("defaults", [&](Reading& in) { read_flag(in, entry.value, defaults_); });
      } else {
        unknown(entry, {"rules", "defaults"});
      }
    }
    return std::move(rules_);
  }
  bool defaults() const { return defaults_; }

 private:
  void fault(const yaml::Node& node, std::string message, std::string fix) {
    trouble_.add(Error(std::move(message), Exit::invalid)
                     .at(layer_.document.where(node.begin))
                     .mend(std::move(fix)));
  }

  void unknown(const yaml::Entry& entry, const std::vector<std::string>& keys) {
    trouble_.add(Error("key " + quote(entry.key) + " is not known", Exit::invalid)
                     .at(layer_.document.where(entry.begin))
                     .mend(suggestion(entry.key, keys)));
  }

  template <class Fn>
  void reading(const std::string& path, Fn&& fn) {
    Reading in{layer_, trouble_, origins_, path};
    fn(in);
  }

  void read_list(const yaml::Node& node) {
    if (node.kind != yaml::Kind::sequence || node.items.size() > most_rules) {
      return fault(node, "rules must be a list of at most 1000 rules",
                   "write - rule: NAME, and where: and classification: below it");
    }
    for (const yaml::Node& item : node.items) read_rule(item);
  }

  void read_rule(const yaml::Node& node) {
    if (node.kind != yaml::Kind::mapping) {
      return fault(node, "a rule must be a mapping", "write rule:, where: and classification:");
    }
    Rule rule;
    rule.place = layer_.document.where(node.begin);
    rule.shipped = shipped_;
    const auto& keys = rule_section().variants.front().keys;
    std::vector<std::string> names;
    for (const Key<Rule>& key : keys) names.emplace_back(key.name);
    for (const yaml::Entry& entry : node.entries) {
      const auto key = std::find_if(keys.begin(), keys.end(),
                                    [&](const Key<Rule>& k) { return k.name == entry.key; });
      if (key == keys.end()) {
        unknown(entry, names);
      } else {
        reading(entry.key, [&](Reading& in) { key->read(in, entry.value, rule); });
      }
    }
    for (const Key<Rule>& key : keys) {
      if (!key.required || node.find(key.name) != nullptr) continue;
      fault(node, "a rule needs \"" + std::string(key.name) + "\"", std::string(key.doc));
    }
    if (!rule.name.empty() && !names_.insert(rule.name).second) {
      fault(node, "rule " + quote(rule.name) + " is there twice",
            "give one of the two another name");
    }
    rules_.list.push_back(std::move(rule));
  }

  const Layer& layer_;
  bool shipped_;
  Diagnostics& trouble_;
  std::map<std::string, Where> origins_;
  std::set<std::string> names_;
  Rules rules_;
  bool defaults_ = true;
};

std::string line(std::string_view name, const std::string& value) {
  return value.empty() ? "" : "    " + std::string(name) + ": " + yaml::scalar(value) + "\n";
}

}  // namespace
}  // namespace config_file

std::string_view shipped_rules_text() { return shipped_text("rules.yaml"); }

std::shared_ptr<const Rules> shipped_rules() {
  static const auto rules = [] {
    Diagnostics trouble;
    const config_file::Layer layer{
        *yaml::parse(shipped_rules_text(), "the rules of muster", trouble), "", false};
    auto read =
        std::make_shared<const Rules>(config_file::RulesReader(layer, true, trouble).read());
    if (trouble.has_errors()) throw trouble.items().front();
    return read;
  }();
  return rules;
}

std::shared_ptr<const Rules> read_rules(std::string_view text, const std::string& file,
                                        Diagnostics& trouble) {
  auto document = yaml::parse(text, file, trouble);
  if (!document) return shipped_rules();
  const config_file::Layer layer{std::move(*document), "", false};
  config_file::RulesReader reader(layer, false, trouble);
  auto rules = std::make_shared<Rules>(reader.read());
  if (!reader.defaults()) return rules;
  std::set<std::string> own;
  for (const Rule& rule : rules->list) own.insert(rule.name);
  for (const Rule& rule : shipped_rules()->list) {
    if (!own.contains(rule.name)) rules->list.push_back(rule);
  }
  return rules;
}

void check_rules(const Rules& rules, const Config& config, Diagnostics& trouble) {
  std::vector<std::string> known;
  for (const auto& [name, one] : config.classifications) known.push_back(name);
  for (const Rule& rule : rules.list) {
    if (rule.shipped || config.classification(rule.classification) != nullptr) continue;
    trouble.add(Error("rule \"" + rule.name + "\" decides nothing: classification \"" +
                          rule.classification + "\" is not in " + config.file,
                      Exit::invalid)
                    .at(rule.place)
                    .mend(suggestion(rule.classification, known))
                    .as(Severity::warning));
  }
}

std::string render(const Rules& rules) {
  std::string text = "defaults: false\nrules:\n";
  if (rules.list.empty()) text = "defaults: false\nrules: []\n";
  for (const Rule& rule : rules.list) {
    text += "  - rule: " + rule.name + "\n" + config_file::line("where", rule.condition) +
            config_file::line("classification", rule.classification) +
            config_file::line("approval", rule.approval == Approval::pending
                                              ? ""
                                              : std::string(word(rule.approval))) +
            config_file::line("name", rule.host_name);
    if (rule.tags.empty()) continue;
    std::vector<std::string> tags;
    for (const std::string& tag : rule.tags) tags.push_back(yaml::scalar(tag));
    text += "    tags: [" + join(tags, ", ") + "]\n";
  }
  return text;
}

}  // namespace muster
