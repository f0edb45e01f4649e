// What the rules make of the hosts of an inventory.
#pragma once
#include <string>
#include <vector>

#include "core/error.h"

namespace muster {

struct RuleCount {
  std::string name, classification;
  Where place;              // of a rule of rules.yaml
  bool shipped = false;     // it came with muster
  bool configured = true;   // muster.yaml has its classification
  size_t fits = 0;          // hosts
  size_t decides = 0;       // those that no rule before it fits
  std::string shadowed_by;  // the rule that decides most of the others

  bool dead() const { return configured && fits == 0; }
  bool shadowed() const { return fits > 0 && decides == 0; }
};

// What the next discover would write of a host that is seen as its file says.
struct RuleChange {
  std::string path;
  std::string from, to;            // classification proposed
  std::string from_rule, to_rule;  // which proposes it
  std::string approval;            // decided; "" none
};

struct RulesReport {
  std::vector<RuleCount> rules;  // in order
  size_t hosts = 0;              // that were observed
  size_t unknown = 0;            // that no rule fits
  std::vector<RuleChange> changes;
};

}  // namespace muster
