// Connectors of the repository and those that come with muster: found, checked, and tried out.
#pragma once
#include <functional>
#include <optional>
#include <stop_token>
#include <string>

#include "flow/workspace.h"
#include "report/connector.h"
#include "wire/wires.h"

namespace muster {

// The text of a path of the repository; nullopt: there is no such file.
using ReadFile = std::function<std::optional<std::string>(const std::string& path)>;

// Puts the definitions where sources want them, a file of the repository before one that comes with
// muster. What is wrong with one, and with what a source says to it, goes to `trouble`.
void attach_connectors(Config& config, const ReadFile& read, Diagnostics& trouble);

// By name. `workspace`: null where there is no repository.
std::vector<ConnectorEntry> list_connectors(const Workspace* workspace);

struct TryOptions {
  std::string source;  // by name
  std::string base;    // as in DiscoverOptions
  bool replay = false;
  bool allow_commands = false;
};
// Asks one source of muster.yaml, whatever its kind, and writes nothing.
ConnectorRun try_source(const Workspace& workspace, const TryOptions& options, Wires& wires,
                        std::stop_token stop);

}  // namespace muster
