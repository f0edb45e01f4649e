#include "wire/dns/dns.h"

#include <fmt/core.h>
#include <netdb.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <random>

#include "core/handle.h"
#include "core/text.h"
#include "wire/dns/message.h"
#include "wire/socket.h"

namespace muster {
namespace {

constexpr uint16_t datagram_limit = 1232;
constexpr uint16_t type_opt = 41;
constexpr uint16_t recursion_desired = 0x0100;
constexpr uint16_t authoritative = 0x0400;
constexpr size_t most_open = 64;  // questions at a time: a socket holds some 150 small datagrams
constexpr int most_rounds = 3;
constexpr size_t most_servers = 3;  // as resolv.conf(5) has it

Ip address_of(const std::string& host) {
  if (const auto ip = parse_ip(host)) return *ip;
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_DGRAM;
  Handle<addrinfo, freeaddrinfo> list;
  const int fault = getaddrinfo(host.c_str(), nullptr, &wanted, Out(list));
  const auto ip = fault == 0 ? ip_of(list->ai_addr) : std::nullopt;
  if (ip) return *ip;
  throw Error("\"" + clean(host) + "\" is no address of a DNS server")
      .because(fault == 0 ? "" : gai_strerror(fault));
}

}  // namespace

std::optional<DnsType> parse_dns_type(std::string_view text) {
  if (text == "A") return DnsType::a;
  if (text == "AAAA") return DnsType::aaaa;
  if (text == "CNAME") return DnsType::cname;
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
  DnsAnswer answer{message->code(), {}, (message->flags & authoritative) != 0};
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
  const Ip ip = address_of(address);
  const SocketAddress peer = socket_address(ip, port);
  socket_ = open_socket(family_of(ip), SOCK_DGRAM);
  if (!socket_ || connect(socket_.get(), peer.get(), peer.size) != 0) {
    throw Error(fmt::format("cannot ask {} port {}: {}", address, port, std::strerror(errno)));
  }
  next_id_ = static_cast<uint16_t>(std::random_device{}());
}

std::optional<DnsAnswer> DnsClient::ask(std::string_view name, DnsType type, Milliseconds timeout,
                                        bool recursive) {
  const uint16_t id = next_id_++;
  const std::string question = dns_question(id, name, type, recursive);
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

// One round: every question that is still open is sent once, `most_open` at a time.
void DnsClient::ask_round(std::span<const DnsQuestion> questions, const std::vector<size_t>& open,
                          Milliseconds timeout, std::vector<std::optional<DnsAnswer>>& answers) {
  for (size_t begin = 0; begin < open.size(); begin += most_open) {
    const auto asked = std::span(open).subspan(begin, std::min(most_open, open.size() - begin));
    const uint16_t first = next_id_;
    for (const size_t place : asked) {
      const DnsQuestion& one = questions[place];
      const std::string question = dns_question(next_id_++, one.name, one.type);
      if (send(socket_.get(), question.data(), question.size(), 0) < 0) continue;  // lost
    }
    take_answers(questions, asked, first, waiting_.now() + timeout, answers);
  }
}

// Waits for the answers of `asked`, whose questions have the ids from `first` on.
void DnsClient::take_answers(std::span<const DnsQuestion> questions, std::span<const size_t> asked,
                             uint16_t first, Instant deadline,
                             std::vector<std::optional<DnsAnswer>>& answers) {
  std::array<char, 65'536> buffer;
  for (size_t left = asked.size(); left > 0;) {
    if (!waiting_.wait(socket_.get(), POLLIN, deadline)) break;
    const ssize_t got = recv(socket_.get(), buffer.data(), buffer.size(), 0);
    if (got < 2) break;  // nobody listens there
    const auto id = static_cast<uint16_t>(static_cast<uint8_t>(buffer[0]) << 8 |
                                          static_cast<uint8_t>(buffer[1]));
    const auto place = static_cast<uint16_t>(id - first);
    if (place >= asked.size()) continue;
    auto& answer = answers[asked[place]];
    if (answer) continue;
    answer = parse_dns_answer({buffer.data(), static_cast<size_t>(got)}, id,
                              questions[asked[place]].type);
    if (answer) --left;
  }
}

std::vector<std::optional<DnsAnswer>> DnsClient::ask_all(std::span<const DnsQuestion> questions,
                                                         Milliseconds timeout,
                                                         std::stop_token stop) {
  std::vector<std::optional<DnsAnswer>> answers(questions.size());
  for (int round = 0; round < most_rounds && !stop.stop_requested(); ++round) {
    std::vector<size_t> open;
    for (size_t i = 0; i < questions.size(); ++i) {
      if (!answers[i]) open.push_back(i);
    }
    if (open.empty()) break;
    ask_round(questions, open, timeout, answers);
  }
  return answers;
}

}  // namespace muster
