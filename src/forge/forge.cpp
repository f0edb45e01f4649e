#include "forge/forge.h"

#include "forge/gitlab.h"
#include "forge/pulls.h"

namespace muster {

size_t body_budget(ForgeKind kind) { return kind == ForgeKind::github ? 60'000 : 200'000; }

std::unique_ptr<Forge> make_forge(const ForgePlace& place, const Secret& token, Http& http) {
  return place.kind == ForgeKind::gitlab ? make_gitlab(place, token, http)
                                         : make_pulls(place, token, http);
}

}  // namespace muster
