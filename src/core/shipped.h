// The texts of schema/ and share/, as they were at build time.
#pragma once
#include <string_view>
#include <vector>

namespace muster {

// By file name, "host.v1.json", below share/ with its folder, "platforms/linux.yaml"; empty when
// there is none of that name.
std::string_view shipped_text(std::string_view name);
// Those that begin so, sorted.
std::vector<std::string_view> shipped_names(std::string_view start);

}  // namespace muster
