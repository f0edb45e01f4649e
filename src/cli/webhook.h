// A result told to another system, by one request.
#pragma once
#include <string>

#include "cli/command.h"

namespace muster::cli {

// Posts `json` to the address in MUSTER_WEBHOOK, which may hold a secret and is never shown. Error
// when it is not set, is not https, or the other side does not take it.
void post_to_webhook(const Call& call, const std::string& json);

}  // namespace muster::cli
