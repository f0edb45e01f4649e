#include "wire/dns.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <random>

#include "core/text.h"
#include "model/ip.h"

namespace muster {
namespace {

constexpr size_t datagram_limit = 1232;
constexpr size_t header_size = 12;
constexpr uint16_t class_in = 1;
constexpr uint16_t type_opt = 41;

void put16(std::string& out, uint16_t value) {
  out += static_cast<char>(value >> 8);
  out += static_cast<char>(value & 0xFF);
}

// Reads a message front to back; every read past the end makes it bad for good.
class Message {
 public:
  explicit Message(std::string_view bytes) : bytes_(bytes) {}

  bool good() const { return good_; }
  size_t offset() const { return at_; }

  uint8_t byte() {
    if (at_ >= bytes_.size()) return good_ = false, uint8_t{0};
    return static_cast<uint8_t>(bytes_[at_++]);
  }
  uint16_t word() {
    const int high = byte();
    return static_cast<uint16_t>(high << 8 | byte());
  }
  std::string_view take(size_t count) {
    if (count > bytes_.size() - at_) return good_ = false, std::string_view{};
    at_ += count;
    return bytes_.substr(at_ - count, count);
  }

  // A name without its final dot. Pointers only go back (RFC 1035 §4.1.4), which ends every chain.
  std::string name() {
    std::string out;
    size_t resume = 0;
    size_t before = at_;
    while (good_) {
      const uint8_t size = byte();
      if (size == 0) break;
      if ((size & 0xC0) == 0xC0) {
        const size_t target = static_cast<size_t>(size & 0x3F) << 8 | byte();
        if (resume == 0) resume = at_;
        if (target >= before) good_ = false;
        at_ = before = target;
        continue;
      }
      if (size > 63 || out.size() + size > 255) good_ = false;
      out += (out.empty() ? "" : ".") + std::string(take(size));
    }
    if (resume != 0) at_ = resume;
    return out;
  }

 private:
  std::string_view bytes_;
  size_t at_ = 0;
  bool good_ = true;
};

std::string address_text(std::string_view bytes, bool v6) {
  Ip ip;
  ip.v6 = v6;
  std::copy(bytes.begin(), bytes.end(), ip.bytes.begin() + (v6 ? 0 : 12));
  return render(ip);
}

// One resource record; its value when it is of the type asked for.
std::optional<std::string> record(Message& message, DnsType type) {
  message.name();
  const uint16_t found = message.word();
  const uint16_t network = message.word();
  message.take(4);
  const size_t size = message.word();
  const size_t begin = message.offset();
  std::optional<std::string> value;
  if (found == static_cast<uint16_t>(type) && network == class_in) {
    if (type == DnsType::ptr) value = lower(message.name());
    if (type == DnsType::a && size == 4) value = address_text(message.take(4), false);
    if (type == DnsType::aaaa && size == 16) value = address_text(message.take(16), true);
  }
  if (!message.good() || message.offset() > begin + size)
    return message.take(SIZE_MAX), std::nullopt;
  message.take(begin + size - message.offset());
  return value;
}

sockaddr_storage socket_address(const Ip& ip, int port, socklen_t& size) {
  sockaddr_storage storage{};
  const auto number = htons(static_cast<uint16_t>(port));
  if (ip.v6) {
    auto& address = reinterpret_cast<sockaddr_in6&>(storage);
    address.sin6_family = AF_INET6;
    address.sin6_port = number;
    std::memcpy(&address.sin6_addr, ip.bytes.data(), 16);
    size = sizeof(sockaddr_in6);
  } else {
    auto& address = reinterpret_cast<sockaddr_in&>(storage);
    address.sin_family = AF_INET;
    address.sin_port = number;
    std::memcpy(&address.sin_addr, ip.bytes.data() + 12, 4);
    size = sizeof(sockaddr_in);
  }
  return storage;
}

}  // namespace

std::optional<DnsType> parse_dns_type(std::string_view text) {
  if (text == "A") return DnsType::a;
  if (text == "AAAA") return DnsType::aaaa;
  if (text == "PTR") return DnsType::ptr;
  return std::nullopt;
}

std::string dns_question(uint16_t id, std::string_view name, DnsType type) {
  constexpr uint16_t flags = 0;  // recursion is not desired
  std::string out;
  for (const uint16_t value : {id, flags, uint16_t{1}, uint16_t{0}, uint16_t{0}, uint16_t{1}}) {
    put16(out, value);
  }
  for (const std::string& label : split(name, '.')) {
    if (label.empty() || label.size() > 63) throw Error("\"" + clean(name) + "\" is no DNS name");
    out += static_cast<char>(label.size());
    out += label;
  }
  out += '\0';
  put16(out, static_cast<uint16_t>(type));
  put16(out, class_in);
  out += '\0';  // the OPT record: root name, type, size, no flags, no options
  put16(out, type_opt);
  put16(out, datagram_limit);
  return out + std::string(6, '\0');
}

std::optional<DnsAnswer> parse_dns_answer(std::string_view bytes, uint16_t id, DnsType type) {
  if (bytes.size() < header_size) return std::nullopt;
  Message message(bytes);
  if (message.word() != id) return std::nullopt;
  const uint16_t flags = message.word();
  const uint16_t questions = message.word();
  const uint16_t answers = message.word();
  message.take(4);
  constexpr uint16_t is_answer = 0x8000;
  if ((flags & is_answer) == 0 || questions > 1) return std::nullopt;
  if (questions == 1) {
    message.name();
    if (message.word() != static_cast<uint16_t>(type)) return std::nullopt;
    message.take(2);
  }
  DnsAnswer answer{flags & 0x0F, {}};
  for (uint16_t i = 0; i < answers && message.good(); ++i) {
    if (auto value = record(message, type)) answer.values.push_back(std::move(*value));
  }
  if (!message.good()) return std::nullopt;
  return answer;
}

DnsClient::DnsClient(const std::string& address, int port) {
  const auto ip = parse_ip(address);
  if (!ip) throw Error("\"" + clean(address) + "\" is no IP address of a DNS server");
  socklen_t size = 0;
  const sockaddr_storage peer = socket_address(*ip, port, size);
  socket_ = socket(ip->v6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket_ < 0 || connect(socket_, reinterpret_cast<const sockaddr*>(&peer), size) != 0) {
    const int number = errno;
    if (socket_ >= 0) close(socket_);
    throw Error("cannot ask " + address + " port " + std::to_string(port) + ": " +
                std::strerror(number));
  }
  next_id_ = static_cast<uint16_t>(std::random_device{}());
}

DnsClient::~DnsClient() { close(socket_); }

std::optional<DnsAnswer> DnsClient::ask(std::string_view name, DnsType type, Milliseconds timeout) {
  using std::chrono::steady_clock;
  const uint16_t id = next_id_++;
  const std::string question = dns_question(id, name, type);
  const auto deadline = steady_clock::now() + timeout;
  if (send(socket_, question.data(), question.size(), 0) < 0) return std::nullopt;
  std::array<char, 65'536> buffer;
  while (true) {
    const auto left = std::chrono::duration_cast<Milliseconds>(deadline - steady_clock::now());
    pollfd readable{socket_, POLLIN, 0};
    if (left.count() <= 0 || poll(&readable, 1, static_cast<int>(left.count())) <= 0) {
      return std::nullopt;
    }
    const ssize_t got = recv(socket_, buffer.data(), buffer.size(), 0);
    if (got < 0) return std::nullopt;  // nobody listens there
    const std::string_view bytes(buffer.data(), static_cast<size_t>(got));
    if (auto answer = parse_dns_answer(bytes, id, type)) return answer;
  }
}

}  // namespace muster
