// A decision that becomes a rule in rules.yaml instead of a line in every file.
#pragma once
#include <stop_token>
#include <string>

#include "flow/bulk/write.h"
#include "report/decision.h"

namespace muster {

struct NewRule {
  std::string name;            // as host files will tell it
  std::string where;           // a selector of what was observed
  std::string classification;  // "": the one that all hosts that fit have
  std::string approval;        // "approved", "rejected"; "": a person decides
};

// The rule is written behind the others of rules.yaml. The report counts the hosts it fits, and
// names those that a rule before it decides. Error (exit 64) when the selector asks what people
// decide, when a rule of that name is there, or when the hosts that fit have several
// classifications.
DecisionReport add_rule(Workspace& workspace, const NewRule& rule, Landing landing, Runner& runner,
                        std::stop_token stop);

// `text` of a rules.yaml with one more rule at the end; of no file: "".
std::string with_rule(std::string_view text, const NewRule& rule);

}  // namespace muster
