// The routes of muster where.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "report/route.h"

namespace muster {

std::string where_text(std::span<const Stop> routes);
std::string where_json(std::span<const Stop> routes, std::string_view question);

}  // namespace muster
