// The routes of muster where.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "report/route.h"

namespace muster {

std::string where_text(std::span<const Stop> routes);
// `branch`: that the routes are of; "" the view.
std::string where_json(std::span<const Stop> routes, std::string_view question,
                       std::string_view branch = "");

}  // namespace muster
