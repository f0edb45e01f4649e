// Any datagram is an answer or none.
#include <cstdint>
#include <string_view>

#include "wire/dns/dns.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto id = static_cast<uint16_t>(bytes[0] << 8 | bytes[1]);
  for (const auto type : {muster::DnsType::a, muster::DnsType::aaaa, muster::DnsType::ptr}) {
    muster::parse_dns_answer(text, id, type);
  }
  return 0;
}
