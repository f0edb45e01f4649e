// Operating systems as different sources write them.
#pragma once
#include <string_view>

namespace muster {

// Whether both may be one system: "Debian 12.5" and "Debian GNU/Linux 12 (bookworm)" are, and what
// names no version, or none that is known, agrees with every one.
bool same_system(std::string_view a, std::string_view b);

}  // namespace muster
