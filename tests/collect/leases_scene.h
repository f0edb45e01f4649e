// What tests of leases share: the sample files in tests/collect/leases, and facts as lines.
#pragma once
#include <fstream>
#include <sstream>

#include "collect/dhcp_leases/table.h"
#include "scene.h"

namespace muster::lease_test {

using test::Strings;

inline constexpr long long kNow = 1'800'000'000;  // 2027-01-15 08:00:00 UTC

inline std::string folder() { return std::string(TESTS_DIR) + "/collect/leases/"; }

inline std::string slurp(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

// A fact in one line: row, MAC, DUID, name, relay port, "fixed".
inline std::string shown(const LeaseFact& fact) {
  std::string text = describe(fact) + " " + (fact.mac ? render(*fact.mac) : "-");
  if (!fact.duid.empty()) text += " duid " + fact.duid;
  for (const NameFact& name : fact.names) text += " name " + name.name;
  if (!fact.relay.empty()) text += " on " + fact.relay;
  return text + (fact.fixed ? " fixed" : "");
}

inline Strings shown(const std::vector<LeaseFact>& facts) {
  Strings lines;
  for (const LeaseFact& fact : facts) lines.push_back(shown(fact));
  return lines;
}

inline Strings shown(const std::vector<Fact>& facts) {
  Strings lines;
  for (const Fact& fact : facts) lines.push_back(shown(std::get<LeaseFact>(fact)));
  return lines;
}

using Dropped = std::map<std::string, size_t>;

}  // namespace muster::lease_test
