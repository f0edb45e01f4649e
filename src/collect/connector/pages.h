// A list that comes in pages, to its end.
#pragma once
#include "collect/connector/session.h"

namespace muster::connector {

struct Fetched {
  std::vector<nlohmann::json> items;
  std::optional<Error> error;  // why the rest was not read
};

// What was read before something went wrong stays. A page that was there before, pages without end
// and a list that is shorter than it says are wrong, too. `name` begins the messages.
Fetched fetch(ApiSession& api, const RequestSpec& request, const Limits& limits,
              const Bindings& bindings, const std::string& name);

}  // namespace muster::connector
