// Which fields of NetBox's a classification may leave to people.
#pragma once
#include <array>
#include <map>
#include <string>
#include <string_view>

namespace muster {

// Whose word counts in a field of NetBox's.
enum class Manage {
  always,  // the inventory's: what people change is put back
  empty,   // people's: it is set where there is none, and follows while nobody changes it
  never,   // people's alone; what NetBox requires is said when an object is created
  report,  // said when an object is created; where it differs later that is told and left
};
inline constexpr std::array<std::string_view, 4> manage_words{"always", "empty", "never", "report"};
inline std::string_view word(Manage manage) { return manage_words[static_cast<size_t>(manage)]; }

// By field, where it is not as usual.
using Managed = std::map<std::string, Manage, std::less<>>;

inline constexpr std::array<std::string_view, 22> managed_fields{
    "asset_tag", "cable",    "cluster", "description", "device_type", "disk",
    "dns_name",  "enabled",  "lag",     "location",    "memory",      "mtu",
    "node",      "platform", "rack",    "role",        "serial",      "status",
    "tenant",    "type",     "vcpus",   "vlans"};

}  // namespace muster
