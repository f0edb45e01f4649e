// Records and connectors, for people and programs.
#pragma once
#include <string>
#include <vector>

#include "model/record.h"
#include "report/connector.h"

namespace muster {

// Its values, a line each of at most three, indented.
std::string record_text(const Record& record);

std::string connectors_text(const std::vector<ConnectorEntry>& entries);
std::string connectors_json(const std::vector<ConnectorEntry>& entries);
// The first `most` records of each kind.
std::string connector_run_text(const ConnectorRun& run, size_t most);
std::string connector_run_json(const ConnectorRun& run);

}  // namespace muster
