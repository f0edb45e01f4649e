// The rails (reconcile.md, "Rails"): what refuses a plan.
#pragma once
#include <set>
#include <span>
#include <string>
#include <vector>

#include "model/limit.h"
#include "plan/plan.h"

namespace muster {

struct GuardInput {
  std::span<const Operation> operations;  // of one target
  std::string target;
  std::span<const Resource> actual;  // of owned ones the hosts are counted
  // Wanted now, and at the last applied commit.
  std::span<const Resource> desired = {}, base = {};
  std::span<const KindTraits> kinds = {};
  size_t hosts_now = 0;   // host files at the commit planned
  size_t hosts_base = 0;  // at the last applied commit
  Limit max_deletes = {}, max_updates = {}, max_creates = {};
  size_t guard_from = 10;
  std::set<std::string> allow = {};  // --allow, by name
};

// Every rail that was looked at, per target and per site. Hosts are counted, not their records.
std::vector<Rail> guard(const GuardInput& input);

}  // namespace muster
