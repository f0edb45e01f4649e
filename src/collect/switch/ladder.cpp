#include "collect/switch/ladder.h"

namespace muster::switches {
namespace {

constexpr const char* kNoPort = "port 0";
constexpr const char* kUnknownPort = "port unknown";
constexpr const char* kUnknownInterface = "interface unknown";

}  // namespace

Ladder::Ladder(const Tables& context, const Tables& base, const Interfaces& interfaces,
               const Profile& profile)
    : interfaces_(interfaces), profile_(profile), base_ports_(decode_base_ports(context)) {
  if (base_ports_.empty()) base_ports_ = decode_base_ports(base);
  for (const auto& [port, index] : base_ports_) values_.insert(index);
}

Place Ladder::known(uint32_t if_index) const {
  if (if_index == 0) return {.rejected = kNoPort};
  if (!interfaces_.contains(if_index)) return {.rejected = kUnknownInterface};
  return {.if_index = if_index, .rule = "vendor-table"};
}

Place Ladder::find(uint32_t port) const {
  if (port == 0) return {.rejected = kNoPort};
  if (profile_.ports_by_value) {
    if (!values_.contains(port)) return {.rejected = kUnknownPort};
    if (!interfaces_.contains(port)) return {.rejected = kUnknownInterface};
    return {.if_index = port, .rule = "base-port-by-value"};
  }
  if (const auto found = base_ports_.find(port); found != base_ports_.end()) {
    if (!interfaces_.contains(found->second)) return {.rejected = kUnknownInterface};
    return {.if_index = found->second, .rule = "base-port"};
  }
  const uint32_t moved = port + profile_.port_offset;
  if (profile_.port_offset != 0 && interfaces_.contains(moved)) {
    return {.if_index = moved, .rule = "port-offset"};
  }
  return {.rejected = kUnknownPort};
}

Place Ladder::as_index(uint32_t number) const {
  if (number == 0) return {.rejected = kNoPort};
  const auto same = interfaces_.find(number);
  if (same == interfaces_.end() || !same->second.can_bridge()) return {.rejected = kUnknownPort};
  return {.if_index = number, .rule = "port-is-ifindex"};
}

uint32_t Ladder::listed(uint32_t port) const {
  const auto first = port == 0 ? base_ports_.find(0) : base_ports_.end();
  if (first != base_ports_.end()) return known(first->second).if_index;
  const uint32_t found = find(port).if_index;
  return found != 0 || maps() ? found : as_index(port).if_index;
}

}  // namespace muster::switches
