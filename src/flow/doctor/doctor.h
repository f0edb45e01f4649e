// muster doctor: is everything there that the other commands need, and may they use it?
#pragma once
#include <stop_token>
#include <string>

#include "flow/workspace.h"
#include "forge/forge.h"
#include "report/doctor.h"
#include "wire/wires.h"

namespace muster {

struct DoctorOptions {
  std::string base;  // --base REF: as discover
  bool allow_commands = false;
  Environment environment;
};

// Each source is asked as discover asks it, a sweep only for its right; of each target every right
// is tried with what it must refuse; the forge is asked what its token may. Nothing is written.
DoctorReport examine(Workspace& workspace, const DoctorOptions& options, Wires& wires,
                     std::stop_token stop);

}  // namespace muster
