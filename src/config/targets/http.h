// How a target that answers HTTP is reached: the part that kinds of such targets begin with.
#pragma once
#include <string>

#include "config/kind.h"
#include "core/clock.h"

namespace muster {

struct HttpTargetConfig {
  std::string url;
  std::string ca_file;
  std::string proxy;
  Milliseconds timeout{60'000};
};

namespace config_file {

std::vector<Key<HttpTargetConfig>> keys_of(const HttpTargetConfig&);

}  // namespace config_file
}  // namespace muster
