// DNS messages as DNS, mDNS (RFC 6762) and LLMNR (RFC 4795) write them.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

struct DnsRecord {
  std::string name;  // lower case, without final dot
  uint16_t type = 0;
  uint16_t network = 0;  // class; mDNS has a flag of its own in the top bit
  // Of A and AAAA the address, of PTR and CNAME the name as it was written, of SOA the names of the
  // first server and of who is responsible; else "".
  std::string value;
};

struct DnsMessage {
  uint16_t id = 0;
  uint16_t flags = 0;
  std::vector<DnsRecord> questions;  // without value
  std::vector<DnsRecord> answers;

  bool is_answer() const { return (flags & 0x8000) != 0; }
  int code() const { return flags & 0x0F; }
};

constexpr uint16_t dns_network_in = 1;

// nullopt when `bytes` are cut or malformed, have a label with a dot in it, or more than 64
// questions or 256 answers. What follows the answers is not read.
std::optional<DnsMessage> parse_dns_message(std::string_view bytes);

// A message with one question (RFC 1035 §4.1). Error when `name` is no DNS name.
std::string render_dns_question(uint16_t id, uint16_t flags, std::string_view name, uint16_t type,
                                uint16_t additional = 0);

void put16(std::string& out, uint16_t value);

// Reads bytes front to back; every read past the end makes it bad for good.
class DnsReader {
 public:
  explicit DnsReader(std::string_view bytes) : bytes_(bytes) {}

  bool good() const { return good_; }
  void spoil() { good_ = false; }
  size_t offset() const { return at_; }

  uint8_t byte();
  uint16_t word();
  std::string_view take(size_t count);
  // A name without its final dot. Pointers only go back (RFC 1035 §4.1.4), which ends every chain.
  std::string name();

 private:
  std::string_view bytes_;
  size_t at_ = 0;
  bool good_ = true;
};

}  // namespace muster
