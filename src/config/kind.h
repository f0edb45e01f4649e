// What a kind of source or target brings: a struct of its settings with `kind`, its name in
// muster.yaml; keys_of(), whose argument tells the kind alone; check(); and where wanted
// complete().
#pragma once
#include <string_view>
#include <vector>

namespace muster {

struct SiteConfig;

// When targets are written: the addresses are there before the names that point at them.
enum class Phase { ipam, dns };

namespace config_file {

template <class T>
struct Key;
class Check;

// Fills from the site of a source what its settings leave out.
template <class Kind>
void complete(Kind&, const SiteConfig&) {}

}  // namespace config_file
}  // namespace muster
