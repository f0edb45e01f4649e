// muster init: an inventory begins.
#pragma once
#include <string>

#include "flow/start/first_files.h"
#include "forge/place.h"
#include "report/start.h"
#include "wire/program/run.h"

namespace muster {

// What an inventory is that is there already, and what the remote tells of the forge: the defaults
// of what is asked. Error when no repository holds `directory`.
StartAnswers usual_answers(const std::string& directory, Runner& runner,
                           const Environment& environment);

// Writes to the top of the repository what is not there. What is there otherwise is left, unless
// `force`, and the difference told.
StartReport start_inventory(const std::string& directory, Runner& runner,
                            const StartAnswers& answers, bool force);

}  // namespace muster
