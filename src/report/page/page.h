// What muster report tells on one page.
#pragma once
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "report/compare/compare.h"
#include "report/page/subnets.h"
#include "report/page/topology.h"
#include "report/rules.h"
#include "report/status.h"

namespace muster {

// Where muster serve shows the page.
struct Served {
  std::string who;      // would commit
  std::string version;  // of the inventory that is shown
};

// Equal inventories have equal ones.
std::string version_of(const Inventory& inventory);

struct PageReport {
  std::string title;                    // what the repository's folder is called
  std::optional<CommitSummary> commit;  // nullopt: the work tree
  Inventory inventory;
  std::vector<std::string> classifications;  // of muster.yaml, and the built-in ones
  StatusReport status;
  RulesReport rules;
  std::vector<Subnet> subnets;
  std::vector<SiteTopology> topology;
  std::vector<CommitSummary> history;  // youngest first
  std::vector<CommitSummary> runs;     // of discover, on any branch of its, youngest first
  std::optional<Comparison> comparison;
  std::optional<Served> served;
  nlohmann::json plan;  // schema/plan.v1.json; null: none was given
};

}  // namespace muster
