// What writing, editing and placing of host files share.
#pragma once
#include <string>
#include <string_view>

#include "model/host.h"

namespace muster::layout {

// How the second banner begins, by which it is found.
inline constexpr std::string_view observed_mark = "# ── muster's";

inline constexpr std::string_view schema_path = "schema/host.v1.json";

// "observed:" and its keys, lines ending in \n.
std::string render_observed(const Observed& observed);

}  // namespace muster::layout
