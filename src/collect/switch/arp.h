// ARP and IPv6 neighbour tables: which MAC answers for an address.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "collect/switch/interfaces.h"

namespace muster::switches {

struct Answering {
  Ip ip;
  Mac mac;
  uint32_t if_index = 0;
  bool learned = true;  // not configured
  auto operator<=>(const Answering&) const = default;
};

struct ArpTable {
  std::vector<Answering> rows;
  std::map<std::string, size_t> rejected;
};

ArpTable decode_arp(const Tables& tables);

// Whether the table has a row about IPv4, or about IPv6: another one need not be read.
bool tells_v4(const Rows& rows, size_t position);
bool tells_v6(const Rows& rows, size_t position);

}  // namespace muster::switches
