// What the reader of NetBox leaves to its writer besides the resources.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "model/ip.h"
#include "plan/resource.h"

namespace muster::netbox {

// A device or VM of ours whose primary address is …, or an interface whose primary MAC is.
struct Pointer {
  std::string_view kind;
  long long id = 0;
  Key owner;               // that device, VM or interface
  std::string_view field;  // "primary_ip4"
};

struct Notes : muster::Notes {
  std::unordered_map<std::string, Pointer> pointers;   // by kind:id of what they point at
  std::vector<std::pair<std::string, Cidr>> prefixes;  // that hold hosts, with their VRF
  std::unordered_set<Key> cabled;                      // cables for ports where people's are
  // Tags of objects that have others than muster's, or not that one, by kind:id and then by
  // tag_words(). Up to NetBox 4.5 the list that is sent replaces the one that is there, and other
  // people's tags must stay.
  std::unordered_map<std::string, std::map<std::string, long long>> tags;
};

}  // namespace muster::netbox
