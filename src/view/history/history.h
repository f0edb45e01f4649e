// Of muster diff, history and rollback.
#pragma once
#include <string>

#include "report/history/history.h"

namespace muster {

std::string diff_text(const HistoryDiff& diff);
std::string diff_json(const HistoryDiff& diff);
std::string history_text(const History& history);
std::string history_json(const History& history);
std::string rollback_text(const RollbackReport& report);
std::string rollback_json(const RollbackReport& report);

}  // namespace muster
