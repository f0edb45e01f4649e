// One interface swept from beginning to end.
#pragma once
#include <stop_token>

#include "collect/sweep/heard.h"
#include "collect/sweep/plan.h"
#include "wire/wires.h"

namespace muster {

struct LinkResult {
  LinkFacts seen;
  std::vector<Cidr> silent;  // of LinkPlan::unnumbered: nobody was heard there
  bool whole = false;        // every question was asked to the end, and no answer was lost
  Diagnostics trouble;
};

// Never throws for what the network did. Facts are without source and site.
LinkResult sweep_link(const LinkPlan& plan, const SweepConfig& config, Wires& wires,
                      std::stop_token stop);

}  // namespace muster
