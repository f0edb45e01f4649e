// How a source that answers HTTP is reached: the part that kinds of such sources begin with.
#pragma once
#include <string>

#include "config/kind.h"
#include "config/secret_ref.h"
#include "core/clock.h"

namespace muster {

struct HttpConfig {
  std::string url;
  std::string ca_file;
  std::string fingerprint;
  std::string proxy;
  std::string client_cert;
  SecretRef client_key;
  Milliseconds deadline{300'000};  // for the whole source
};

namespace config_file {

std::vector<Key<HttpConfig>> keys_of(const HttpConfig&);
void check(Check& check, const HttpConfig& config);
// The same, of a kind of which several may ask one server.
void check_line(Check& check, const HttpConfig& config);

}  // namespace config_file
}  // namespace muster
