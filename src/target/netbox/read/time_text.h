// NetBox's time stamps: "2026-08-21T04:05:06.123456Z".
#pragma once
#include <optional>
#include <string>

#include "core/clock.h"

namespace muster::netbox {

std::optional<Time> parse_time(const std::string& text);

}  // namespace muster::netbox
