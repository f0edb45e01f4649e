#include "model/forwarding.h"

#include <limits>

namespace muster {

template <class T>
size_t ForwardingTable::Words<T>::number(const T& value, size_t most) {
  const auto found = numbers.find(value);
  if (found != numbers.end()) return found->second;
  if (values.size() > most) return 0;
  numbers.emplace(value, values.size());
  values.push_back(value);
  return values.size() - 1;
}

void ForwardingTable::add(Mac mac, std::string_view port, const std::vector<int>& vlans,
                          std::string_view rule) {
  Forwarded& row = rows_.emplace_back();
  row.mac = mac;
  row.port =
      static_cast<uint32_t>(ports_.number(std::string(port), std::numeric_limits<uint32_t>::max()));
  row.vlans = static_cast<uint16_t>(vlans_.number(vlans, std::numeric_limits<uint16_t>::max()));
  row.rule =
      static_cast<uint8_t>(rules_.number(std::string(rule), std::numeric_limits<uint8_t>::max()));
}

void ForwardingTable::reserve(const std::string& name) {
  rows_.back().reserved = true;
  if (!name.empty()) names_[rows_.back().mac] = name;
}

const std::string& ForwardingTable::name(Mac mac) const {
  const auto found = names_.find(mac);
  return found == names_.end() ? rules_.values.front() : found->second;
}

std::map<std::string, size_t> ForwardingTable::by_rule() const {
  std::map<std::string, size_t> counts;
  for (const auto& row : rows_) ++counts[rule(row)];
  counts.erase("");
  return counts;
}

}  // namespace muster
