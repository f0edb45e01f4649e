// The orphan branch muster/backups: how each device and job stands. One commit without a past, made
// anew by each run.
#pragma once
#include <string>

#include "report/backup.h"
#include "wire/git/git.h"

namespace muster {

inline constexpr const char* standings_branch = "muster/backups";

BackupStandings read_standings(const Repo& repo);
void write_standings(Repo& repo, const BackupStandings& now, Time time);

void note_devices(BackupStandings& standings, const BackupReport& report);

std::string render(const BackupStandings& standings);
BackupStandings parse_standings(const std::string& text);

}  // namespace muster
