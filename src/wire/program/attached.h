// A program that a person uses at the terminal: an editor.
#pragma once
#include <string>
#include <vector>

namespace muster {

// Runs it with our terminal, variables and process group until it ends: its exit code, or 128 +
// signal. Error when it cannot be started.
int run_attached(const std::vector<std::string>& argv);

}  // namespace muster
