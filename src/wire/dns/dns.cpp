#include "wire/dns/dns.h"

#include <fmt/core.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <random>

#include "core/text.h"
#include "wire/dns/message.h"
#include "wire/socket.h"

namespace muster {
namespace {

constexpr uint16_t datagram_limit = 1232;
constexpr uint16_t type_opt = 41;
constexpr uint16_t recursion_desired = 0x0100;
constexpr size_t most_servers = 3;  // as resolv.conf(5) has it

}  // namespace

std::optional<DnsType> parse_dns_type(std::string_view text) {
  if (text == "A") return DnsType::a;
  if (text == "AAAA") return DnsType::aaaa;
  if (text == "PTR") return DnsType::ptr;
  return std::nullopt;
}

std::string dns_question(uint16_t id, std::string_view name, DnsType type, bool recursive) {
  const uint16_t flags = recursive ? recursion_desired : 0;
  std::string out = render_dns_question(id, flags, name, static_cast<uint16_t>(type), 1);
  out += '\0';  // the OPT record: root name, type, size, no flags, no options
  put16(out, type_opt);
  put16(out, datagram_limit);
  return out + std::string(6, '\0');
}

std::optional<DnsAnswer> parse_dns_answer(std::string_view bytes, uint16_t id, DnsType type) {
  const auto message = parse_dns_message(bytes);
  if (!message || message->id != id || !message->is_answer()) return std::nullopt;
  const auto wanted = static_cast<uint16_t>(type);
  if (message->questions.size() > 1) return std::nullopt;
  if (message->questions.size() == 1 && message->questions[0].type != wanted) return std::nullopt;
  DnsAnswer answer{message->code(), {}};
  for (const DnsRecord& record : message->answers) {
    const bool fits = record.type == wanted && record.network == dns_network_in;
    if (fits && !record.value.empty()) answer.values.push_back(lower(record.value));
  }
  return answer;
}

std::vector<Ip> parse_name_servers(std::string_view text) {
  std::vector<Ip> servers;
  for (const std::string& line : split(text, '\n')) {
    constexpr std::string_view key = "nameserver";
    const std::string_view words = trim(line);
    if (!words.starts_with(key) || words.size() == key.size()) continue;
    if (words[key.size()] != ' ' && words[key.size()] != '\t') continue;
    const std::string_view value = trim(words.substr(key.size()));
    const auto ip = parse_ip(value.substr(0, value.find_first_of(" \t#;")));
    if (ip && servers.size() < most_servers) servers.push_back(*ip);
  }
  return servers;
}

DnsClient::DnsClient(const std::string& address, int port, Clock& clock)
    : waiting_(clock, std::stop_token()) {
  const auto ip = parse_ip(address);
  if (!ip) throw Error("\"" + clean(address) + "\" is no IP address of a DNS server");
  const SocketAddress peer = socket_address(*ip, port);
  socket_ = open_socket(family_of(*ip), SOCK_DGRAM);
  if (!socket_ || connect(socket_.get(), peer.get(), peer.size) != 0) {
    throw Error(fmt::format("cannot ask {} port {}: {}", address, port, std::strerror(errno)));
  }
  next_id_ = static_cast<uint16_t>(std::random_device{}());
}

std::optional<DnsAnswer> DnsClient::ask(std::string_view name, DnsType type, Milliseconds timeout) {
  const uint16_t id = next_id_++;
  const std::string question = dns_question(id, name, type);
  const Instant deadline = waiting_.now() + timeout;
  if (send(socket_.get(), question.data(), question.size(), 0) < 0) return std::nullopt;
  std::array<char, 65'536> buffer;
  while (waiting_.wait(socket_.get(), POLLIN, deadline)) {
    const ssize_t got = recv(socket_.get(), buffer.data(), buffer.size(), 0);
    if (got < 0) return std::nullopt;  // nobody listens there
    const std::string_view bytes(buffer.data(), static_cast<size_t>(got));
    if (auto answer = parse_dns_answer(bytes, id, type)) return answer;
  }
  return std::nullopt;
}

}  // namespace muster
