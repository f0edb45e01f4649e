// Addresses and MACs as NetBox reads and writes them.
#pragma once

#include <array>
#include <optional>
#include <string>

namespace muster::lab::netbox {

struct Net {
  bool v6 = false;
  std::array<unsigned char, 16> bytes{};
  int length = 0;

  int bits() const { return v6 ? 128 : 32; }
  std::string host() const;
  std::string text() const { return host() + '/' + std::to_string(length); }
  Net network() const;
  bool is_network_id() const;  // of a subnet that has one
  bool is_broadcast() const;
  bool contains(const Net& other) const;
  std::string sort_key() const;
};

std::optional<Net> parse_net(const std::string& text);  // without a mask: one host
std::optional<std::string> parse_mac(const std::string& text);

}  // namespace muster::lab::netbox
