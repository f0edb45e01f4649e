// muster jobs: the rows of jobs: in muster.yaml, run when it is their time.
#pragma once
#include <stop_token>
#include <string>
#include <vector>

#include "flow/backup/backup.h"

namespace muster {

JobsReport list_jobs(const Workspace& workspace, Time now);

struct RanJob {
  std::string name;
  bool missed = false;                 // its window was over before anybody ran it
  std::optional<BackupReport> report;  // of one that ran
  std::optional<Error> trouble;        // why one could not begin
};

// Runs what is due: a job whose last window is open and was not begun in. One that was missed is
// noted and not made up for.
std::vector<RanJob> run_jobs(Workspace& workspace, const BackupOptions& options, Wires& wires,
                             std::stop_token stop);

}  // namespace muster
