// How a target that answers HTTP is reached, in the words of the wire.
#pragma once
#include "config/targets/http.h"
#include "wire/http/http.h"

namespace muster {

Endpoint endpoint_of(const HttpTargetConfig& config, const Secret& credential);

}  // namespace muster
