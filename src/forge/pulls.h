// A Forge that has pull requests: GitHub, and Gitea and Forgejo, whose API is made after it.
#pragma once
#include <memory>

#include "forge/forge.h"

namespace muster {

std::unique_ptr<Forge> make_pulls(const ForgePlace& place, const Secret& token, Http& http);

}  // namespace muster
