// The texts of schema/ and share/, as they were at build time.
#pragma once
#include <string_view>

namespace muster {

// By file name, "host.v1.json"; empty when there is none of that name.
std::string_view shipped_text(std::string_view name);

}  // namespace muster
