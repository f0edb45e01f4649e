// The part of BER that SNMP uses (RFC 3417 §8).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace muster::lab {

using Oid = std::vector<uint32_t>;

struct Element {
  uint8_t tag = 0;
  std::string_view content;
};

// Takes elements off the front; nullopt at the end and at anything malformed.
class BerReader {
 public:
  explicit BerReader(std::string_view bytes) : rest_(bytes) {}
  std::optional<Element> next();
  std::optional<std::string_view> next(uint8_t tag);
  std::optional<int64_t> integer();
  bool done() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

std::string element(uint8_t tag, std::string_view content);
std::string integer(int64_t value, uint8_t tag = 2);
std::string unsigned_integer(uint64_t value, uint8_t tag);
std::string oid_content(const Oid& oid);
std::optional<Oid> parse_oid_content(std::string_view content);

}  // namespace muster::lab
