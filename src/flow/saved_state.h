// What targets held at one time, in a file: a plan from it needs neither credentials nor the
// network, as for merge requests of forks. An apply never uses it.
#pragma once
#include <map>
#include <span>
#include <stop_token>
#include <string>

#include "flow/reconcile_plan.h"

namespace muster {

struct SavedTarget {
  std::string kind, address;
  std::string text;  // TargetReader::save()
};

struct SavedState {
  Time taken;
  std::map<std::string, SavedTarget> targets;  // by name
};

// Reads the targets of a plan once more, as a whole; which of them have no such form is told in
// `notes`.
SavedState save_state(std::span<const Planned::One> targets, ReadWires wires, Diagnostics& notes,
                      std::stop_token stop);

void write_saved(const std::string& path, const SavedState& state);
// Error (exit 64) when it is no such file, was cut, or is of a version that this muster does not
// know.
SavedState read_saved(const std::string& path);

// Those of `targets` that the state has; of the others, and of its age, `notes` tells. Error (exit
// 64) when it has none of them.
std::vector<TargetConfig> saved_among(const SavedState& state, std::vector<TargetConfig> targets,
                                      Time now, Diagnostics& notes);
// Of a target that it has. Error (exit 64) when what was saved is another one's.
std::unique_ptr<TargetReader> saved_reader(const SavedState& state, const TargetConfig& target,
                                           ReadWires wires);

}  // namespace muster
