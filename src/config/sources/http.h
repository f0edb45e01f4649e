// How a source that answers HTTP is reached: the part that kinds of such sources begin with.
#pragma once
#include <string>

#include "config/kind.h"
#include "core/clock.h"

namespace muster {

struct HttpConfig {
  std::string url;
  std::string ca_file;
  std::string fingerprint;
  std::string proxy;
  Milliseconds deadline{300'000};  // for the whole source
};

namespace config_file {

std::vector<Key<HttpConfig>> keys_of(const HttpConfig&);
void check(Check& check, const HttpConfig& config);

}  // namespace config_file
}  // namespace muster
