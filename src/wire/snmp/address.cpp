#include "wire/snmp/address.h"

#include <netdb.h>
#include <sys/socket.h>

#include <array>

#include "core/handle.h"
#include "core/text.h"

namespace muster {
namespace {

constexpr size_t longest_host = 255;

std::optional<int> parse_port(std::string_view text) {
  const auto port = parse_int(text);
  if (!port || *port < 1 || *port > 65535) return std::nullopt;
  return static_cast<int>(*port);
}

bool is_host(std::string_view text) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:%";
  return !text.empty() && text.size() <= longest_host &&
         text.find_first_not_of(plain) == std::string_view::npos;
}

std::optional<SnmpAddress> parse_bracketed(std::string_view text) {
  const size_t end = text.find(']');
  if (end == std::string_view::npos) return std::nullopt;
  SnmpAddress address{std::string(text.substr(1, end - 1)), 161};
  const std::string_view rest = text.substr(end + 1);
  if (rest.empty()) return address;
  const auto port = rest.starts_with(':') ? parse_port(rest.substr(1)) : std::nullopt;
  if (!port) return std::nullopt;
  address.port = *port;
  return address;
}

using Found = Handle<addrinfo, freeaddrinfo>;

Found look_up(const SnmpAddress& address, const std::string& text) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_DGRAM;
  Found list;
  const int fault = getaddrinfo(address.host.c_str(), nullptr, &wanted, Out(list));
  if (fault == 0) return list;
  throw Error("there is no address for \"" + visible(text) + "\"")
      .because(gai_strerror(fault))
      .mend("write the switch's address in its place, or put the name into DNS");
}

}  // namespace

std::optional<SnmpAddress> parse_snmp_address(std::string_view text) {
  const size_t colon = text.find(':');
  const bool one_colon = colon != std::string_view::npos && colon == text.rfind(':');
  std::optional<SnmpAddress> address = SnmpAddress{std::string(text), 161};
  if (text.starts_with('[')) {
    address = parse_bracketed(text);
  } else if (one_colon) {
    const auto port = parse_port(text.substr(colon + 1));
    if (!port) return std::nullopt;
    address = SnmpAddress{std::string(text.substr(0, colon)), *port};
  }
  if (!address || !is_host(address->host)) return std::nullopt;
  return address;
}

std::string resolve_snmp_address(const std::string& text) {
  const auto address = parse_snmp_address(text);
  if (!address) {
    throw Error("\"" + visible(text) + "\" is no address of an SNMP agent")
        .mend("write a name or an address, with :port where it is not 161");
  }
  const Found found = look_up(*address, text);
  std::array<char, 128> host{};
  const int fault = getnameinfo(found->ai_addr, found->ai_addrlen, host.data(), host.size(),
                                nullptr, 0, NI_NUMERICHOST);
  if (fault != 0)
    throw Error("\"" + visible(text) + "\" has no address").because(gai_strerror(fault));
  const std::string port = ":" + std::to_string(address->port);
  if (found->ai_family == AF_INET6) return "udp6:[" + std::string(host.data()) + "]" + port;
  return "udp:" + std::string(host.data()) + port;
}

}  // namespace muster
