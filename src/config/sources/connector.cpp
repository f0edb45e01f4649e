#include "config/sources/connector.h"

#include "config/check.h"
#include "config/key.h"
#include "core/hash.h"

namespace muster::config_file {
namespace {

// A file of the repository is part of what people review of the source: it is shown, and compared
// with the base's, by its digest.
Key<ConnectorConfig> connector_key() {
  using C = ConnectorConfig;
  auto one = needed(key_of<&C::connector, read_text>(
      "connector", "Which connector: muster connector list names them.",
      R"({"$ref": "#/$defs/name"})", "foreman"));
  one.show = [](const C& config) {
    constexpr size_t digits = 12;
    return shown(config.definition_file.empty()
                     ? config.connector
                     : config.connector + "@" + sha256_hex(config.definition).substr(0, digits));
  };
  return one;
}

}  // namespace

std::vector<Key<ConnectorConfig>> keys_of(const ConnectorConfig&) {
  using C = ConnectorConfig;
  return part_of<C, HttpConfig>() +
         std::vector{
             connector_key(),
             key<&C::username, read_text>("username", "The user to log in as.", "muster"),
             key<&C::password, read_secret>("password", "Where its password is kept."),
             key<&C::token, read_secret>("token", "Where the token to log in with is kept."),
             key<&C::vars, read_texts>("vars", "What the connector leaves to be said.",
                                       R"({"domain": "example"})"),
         };
}

void check(Check& check, const ConnectorConfig& config) {
  check_line(check, config);
  check.unique("url", config.connector + " at " + config.url, "reads");
}

}  // namespace muster::config_file
