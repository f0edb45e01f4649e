#include "flow/in_branch.h"

#include <algorithm>

#include "core/text.h"

namespace muster {
namespace {

const NetboxConfig& netbox_of(const Planned::One& one) {
  return std::get<NetboxConfig>(one.config.settings);
}

// The refs of a branch are of this one: another may have its name later.
void settle_place(Planned::One& one, const NetboxBranch& branch) {
  if (!branch.schema.empty()) one.place = one.main + "@" + branch.schema;
  one.branch = branch;
}

}  // namespace

std::vector<TargetConfig> with_branches(std::vector<TargetConfig> targets, Diagnostics& notes) {
  std::vector<std::string> out;
  for (const TargetConfig& target : targets) {
    if (target.kind() != NetboxConfig::kind) out.push_back(target.name);
  }
  if (out.size() == targets.size()) {
    throw Error("--netbox-branch is for NetBox, and " + join(out, ", ") +
                    (out.size() == 1 ? " is none" : " are none"),
                Exit::usage)
        .mend("choose a target of kind: netbox, or leave --netbox-branch out");
  }
  if (!out.empty()) {
    notes.add(Error("not planned, because only NetBox has branches: " + join(out, ", "))
                  .as(Severity::note));
  }
  std::erase_if(targets, [](const TargetConfig& t) { return t.kind() != NetboxConfig::kind; });
  return targets;
}

void enter_branch(Planned::One& one, const std::string& name, ReadWires wires, Diagnostics& notes,
                  std::stop_token stop) {
  settle_place(one, find_branch(netbox_of(one), one.secrets, name, wires.http, std::move(stop)));
  one.config.name = one.main + "@" + name;
  if (!one.branch->schema.empty()) return;
  notes.add(Error(one.main + " has no branch \"" + name + "\": planned as NetBox is now")
                .because("an apply makes the branch, which is a copy of it then")
                .as(Severity::note));
}

void note_past_branch(Plan& plan) {
  std::vector<std::string> fields;
  for (const Operation& operation : plan.operations) {
    if (operation.kind == "custom-field" && operation.op != Op::keep)
      fields.push_back(operation.label.str());
  }
  if (fields.empty()) return;
  plan.notes.add(Error("written to NetBox itself: custom field " + join(fields, ", "))
                     .because("custom fields are in no branch")
                     .as(Severity::note));
}

void make_branches(Planned& planned, Wires& wires, std::stop_token stop) {
  for (Planned::One& one : planned.targets) {
    const auto operations = planned.operations(one);
    const bool writes = std::any_of(operations.begin(), operations.end(),
                                    [](const Operation& o) { return o.op != Op::keep; });
    if (!one.branch || !one.branch->schema.empty() || !writes) continue;
    wires.progress.phase("making branch " + one.branch->name);
    settle_place(one, make_branch(netbox_of(one), one.secrets, one.branch->name, wires, stop));
  }
}

}  // namespace muster
