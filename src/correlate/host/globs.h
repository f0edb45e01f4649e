// Several globs at once.
#pragma once
#include <string_view>

namespace muster {

// Whether one of the globs, separated by |, matches; letters match in either case.
bool matches_any(std::string_view globs, std::string_view text);

}  // namespace muster
