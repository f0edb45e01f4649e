#pragma once
#include <map>
#include <string>

#include "config/kind.h"
#include "config/secret_ref.h"
#include "config/sources/http.h"

namespace muster {

// A system that is asked as a connector file says (connector/definition.h).
struct ConnectorConfig : HttpConfig {
  static constexpr std::string_view kind = "connector";
  static constexpr std::string_view about =
      "A system with an HTTP API that a connector file describes.";
  static constexpr bool forwards = false;

  std::string connector;  // name of the file: connectors/NAME.yaml, or one that comes with muster
  std::string username;
  SecretRef password;
  SecretRef token;
  std::map<std::string, std::string> vars;  // what the file leaves to be said
  // The file, put here by who loads the configuration: its text, and its path in the repository,
  // "" of one that comes with muster.
  std::string definition;
  std::string definition_file;
};

namespace config_file {

std::vector<Key<ConnectorConfig>> keys_of(const ConnectorConfig&);
void check(Check& check, const ConnectorConfig& config);

}  // namespace config_file
}  // namespace muster
