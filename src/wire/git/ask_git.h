// Asking the git program.
#pragma once
#include <stop_token>
#include <string>
#include <vector>

#include "wire/program/run.h"

namespace muster::git {

struct Question {
  std::vector<std::string> words;             // after "git"
  std::string input = {};                     // on its standard input
  std::vector<std::string> environment = {};  // "NAME=value"
};

// In the work tree at `root`. Error when there is no runner.
Output ask(Runner* runner, const std::string& root, const Question& question,
           std::stop_token stop = {});

// What git wrote to its standard error that tells why, in one line: what the other side said and
// what was refused, without advice.
std::string reason_of(const Output& output);

}  // namespace muster::git
