// What people read of backups, configurations and jobs.
#pragma once
#include <string>
#include <vector>

#include "backup/store/difference.h"
#include "report/backup.h"
#include "view/view.h"

namespace muster {

std::string backup_text(const BackupReport& report, const Style& style);
std::string backup_json(const BackupReport& report);

std::string config_log_text(const std::string& path, const std::vector<Revision>& revisions);
std::string config_log_json(const std::string& path, const std::vector<Revision>& revisions);

std::string config_changes_json(const std::string& path, const std::string& from,
                                const std::string& to, const std::vector<ConfigChange>& changes);

std::string config_import_text(const ConfigImportReport& report);
std::string config_import_json(const ConfigImportReport& report);

std::string jobs_text(const JobsReport& report, const Style& style);
std::string jobs_json(const JobsReport& report);
// The text form that Prometheus reads: gauges a device and a job.
std::string jobs_metrics(const JobsReport& report);

}  // namespace muster
