// The kinds of NetBox objects muster knows, in the order of their creation.
#pragma once
#include <span>
#include <string>
#include <string_view>

#include "model/host.h"
#include "plan/plan.h"

namespace muster::netbox {

inline constexpr const char* tag_slug = "muster";
inline constexpr const char* id_field = "muster_id";

struct Kind {
  KindTraits traits;
  std::string_view endpoint;  // "dcim/devices"; "" where it depends on the owner
  std::string_view model;     // "dcim.device"
  std::string_view fields;    // read, comma separated
  bool swept = false;         // carries muster's mark
};

std::span<const Kind> kinds();
std::span<const KindTraits> kind_traits();
const Kind& kind(std::string_view name);
// The kind whose endpoint takes an operation: its own, or its owner's where it has none.
std::string_view endpoint_kind(const Operation& operation);

// What NetBox allows once, and what other resources call it.
std::string device_natural(std::string_view site, std::string_view name);
std::string vm_natural(std::string_view site, std::string_view cluster, std::string_view name);
std::string interface_natural(const Key& owner, std::string_view name);
std::string ip_natural(std::string_view address);  // with or without a mask
std::string mac_natural(const Key& interface, std::string_view mac);
std::string_view without_mask(std::string_view address);
// How an address or MAC names the interface it is on: "berlin/web1/eth0", "vm:berlin/web1/eth0".
std::string interface_path(const Resource& owner, std::string_view name);
// The kind of an owner's interfaces: "interface" or "vm-interface".
std::string_view interface_kind(std::string_view owner_kind);

}  // namespace muster::netbox
