// A plan and an apply in a branch of NetBox (target/netbox/branch.h): nothing of it moves what is
// known of NetBox itself.
#pragma once
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "flow/reconcile_plan.h"

namespace muster {

// Those of `targets` that have branches; which are left out is told in `notes`. Error (exit 64)
// when none has.
std::vector<TargetConfig> with_branches(std::vector<TargetConfig> targets, Diagnostics& notes);

// Looks for the branch, and calls the target after it from here on: "netbox@NAME".
void enter_branch(Planned::One& one, const std::string& name, ReadWires wires, Diagnostics& notes,
                  std::stop_token stop);
// What of `plan` goes past the branch that is planned in.
void note_past_branch(Plan& plan);

// Makes the branches that are not there and that something will be written to.
void make_branches(Planned& planned, Wires& wires, std::stop_token stop);

// Wires by which the target's own place is read and written.
class Within {
 public:
  Within(const Planned::One& one, Wires& wires)
      : http_(wires.http, one.branch.value_or(NetboxBranch())), wires_{wires.clock,  http_,
                                                                       wires.runner, wires.progress,
                                                                       wires.snmp,   wires.streams,
                                                                       wires.ssh,    wires.capture,
                                                                       wires.prober} {}
  Within(const Within&) = delete;
  Within& operator=(const Within&) = delete;
  Wires& wires() { return wires_; }

 private:
  InBranch http_;
  Wires wires_;
};

}  // namespace muster
