// rules.yaml as values: what discover proposes for a host, and decides where a rule says so. Shape:
// schema/rules.v1.json; share/rules.yaml are those that come with muster.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "model/host.h"
#include "model/selector.h"

namespace muster {

struct Rule {
  std::string name;
  std::string condition;          // as written; "": every host
  std::optional<Selector> where;  // of what was observed only
  std::string classification;
  Approval approval = Approval::pending;  // another one is decided, not proposed
  std::string host_name;                  // a DNS label; "": as seen
  std::vector<std::string> tags;
  Where place;
  bool shipped = false;
};

// In order: the first that fits a host, and whose classification is configured, decides.
struct Rules {
  std::vector<Rule> list;
};

inline constexpr std::string_view rules_file = "rules.yaml";

// The text of share/rules.yaml.
std::string_view shipped_rules_text();

// The rules of `text`, before those that come with muster unless it says otherwise; every mistake
// goes to `trouble` with its place.
std::shared_ptr<const Rules> read_rules(std::string_view text, const std::string& file,
                                        Diagnostics& trouble);

// Warns of rules whose classification `config` has not: they decide nothing.
void check_rules(const Rules& rules, const Config& config, Diagnostics& trouble);

// As a rules.yaml that decides the same.
std::string render(const Rules& rules);

}  // namespace muster
