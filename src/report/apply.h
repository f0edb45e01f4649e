// What an apply did, operation by operation. Its lines point into the plan that was applied.
#pragma once
#include <vector>

#include "plan/plan.h"
#include "target/target.h"

namespace muster {

struct ApplyReport {
  struct Line {
    const Operation* operation = nullptr;  // in the plan that was applied
    Outcome outcome;
  };
  std::vector<Line> lines;
  bool interrupted = false;
  bool verified = false;        // read again: nothing left to do
  std::vector<Operation> left;  // what the second plan still found
  Diagnostics notes;

  size_t count(Result result) const;
  bool complete() const;  // everything done, and verified
};

}  // namespace muster
