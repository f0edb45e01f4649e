// Who decided what a host file says.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/error.h"
#include "wire/git/git.h"

namespace muster {

enum class Decider { person, rule, source, prefix, nobody };
std::string_view word(Decider decider);

struct Lost {  // a value that is not in force
  std::string value;
  std::string by;  // "rule guests", "observed", "name told by ptr", "told by connector:foreman"
};

struct Explanation {
  std::string field;  // a key of the host file
  std::string value;
  Decider decider = Decider::nobody;
  std::string by;  // the rule, the sources, the MAC whose prefix says it
  std::vector<std::string> because;
  Where where;                          // of the value
  std::optional<CommitSummary> commit;  // that wrote the line; nullopt: not committed
  std::vector<Lost> lost;
};

struct HostExplanation {
  std::string id, name, path;
  std::vector<Explanation> values;
};

}  // namespace muster
