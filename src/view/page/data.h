// All that the page shows, as JSON for its script. Internal to the page.
#pragma once
#include <nlohmann/json_fwd.hpp>

#include "report/page/page.h"

namespace muster::web {

nlohmann::json page_form(const PageReport& report);

}  // namespace muster::web
