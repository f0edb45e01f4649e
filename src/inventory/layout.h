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

namespace muster {

// "7k2m9qx4td" of hosts/berlin/web1--7k2m9qx4td.yaml; "" for a path that is not shaped like that.
std::string_view host_id_in(std::string_view path);

}  // namespace muster
