#include "netbox_net.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cctype>

namespace muster::lab::netbox {

std::string Net::host() const {
  char text[INET6_ADDRSTRLEN];
  inet_ntop(v6 ? AF_INET6 : AF_INET, bytes.data(), text, sizeof text);
  return text;
}

Net Net::network() const {
  Net result = *this;
  for (int bit = length; bit < bits(); ++bit) {
    result.bytes[size_t(bit) / 8] &= static_cast<unsigned char>(~(0x80 >> (bit % 8)));
  }
  return result;
}

bool Net::is_network_id() const { return length < bits() - 1 && network().bytes == bytes; }

bool Net::is_broadcast() const {
  if (v6 || length >= 31) return false;
  for (int bit = length; bit < 32; ++bit) {
    if ((bytes[size_t(bit) / 8] & (0x80 >> (bit % 8))) == 0) return false;
  }
  return true;
}

bool Net::contains(const Net& other) const {
  if (v6 != other.v6 || other.length < length) return false;
  Net same = other;
  same.length = length;
  return same.network().bytes == network().bytes;
}

std::string Net::sort_key() const {
  std::string key(1, v6 ? '6' : '4');
  key.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return key + static_cast<char>(length);
}

std::optional<Net> parse_net(const std::string& text) {
  Net net;
  const size_t slash = text.find('/');
  const std::string host = text.substr(0, slash);
  net.v6 = host.find(':') != std::string::npos;
  if (inet_pton(net.v6 ? AF_INET6 : AF_INET, host.c_str(), net.bytes.data()) != 1) return {};
  net.length = net.bits();
  if (slash == std::string::npos) return net;
  const std::string mask = text.substr(slash + 1);
  if (mask.empty() || mask.size() > 3 || !std::all_of(mask.begin(), mask.end(), ::isdigit))
    return {};
  net.length = std::stoi(mask);
  if (net.length > net.bits()) return {};
  return net;
}

std::optional<std::string> parse_mac(const std::string& text) {
  std::string digits;
  for (const char c : text) {
    if (std::isxdigit(static_cast<unsigned char>(c)))
      digits += static_cast<char>(std::toupper(c));
    else if (c != ':' && c != '-' && c != '.')
      return {};
  }
  if (digits.size() != 12) return {};
  std::string mac;
  for (size_t i = 0; i < 12; ++i) {
    if (i > 0 && i % 2 == 0) mac += ':';
    mac += digits[i];
  }
  return mac;
}

}  // namespace muster::lab::netbox
