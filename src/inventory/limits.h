// How large a host file may be. The reader refuses what is larger; the writer keeps to it.
#pragma once
#include <cstddef>

namespace muster::limits {

inline constexpr size_t file_bytes = 256 << 10;
inline constexpr size_t observed_bytes = 192 << 10;  // of muster's block: the rest is people's
inline constexpr size_t list_items = 4096;
inline constexpr long long most_number = 999'999'999'999;
inline constexpr int most_vlan = 4094;
inline constexpr size_t values = file_bytes / 2;  // no file has more: each takes two bytes

}  // namespace muster::limits
