#include "target/endpoint.h"

namespace muster {

Endpoint endpoint_of(const HttpTargetConfig& config, const Secret& credential) {
  Endpoint endpoint;
  endpoint.secrets = {credential};
  endpoint.url = config.url;
  while (endpoint.url.ends_with('/')) endpoint.url.pop_back();
  endpoint.ca_file = config.ca_file;
  endpoint.proxy = config.proxy;
  endpoint.timeout = config.timeout;
  return endpoint;
}

}  // namespace muster
