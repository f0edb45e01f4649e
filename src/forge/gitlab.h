// A Forge that is a GitLab.
#pragma once
#include <memory>

#include "forge/forge.h"

namespace muster {

std::unique_ptr<Forge> make_gitlab(const ForgePlace& place, const Secret& token, Http& http);

}  // namespace muster
