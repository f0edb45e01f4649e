// What a kind of source or target brings: a struct of its settings with `kind`, its name in
// muster.yaml; keys_of(), whose argument tells the kind alone; and check().
#pragma once
#include <string_view>
#include <vector>

namespace muster {

// When targets are written: the addresses are there before the names that point at them.
enum class Phase { ipam, dns };

namespace config_file {

template <class T>
struct Key;
class Check;

}  // namespace config_file
}  // namespace muster
