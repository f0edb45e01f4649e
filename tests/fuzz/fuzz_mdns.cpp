// Any datagram is an answer to a question for a name, or none; names are clean and bounded.
#include <cstdint>
#include <cstdlib>

#include "collect/sweep/reverse.h"
#include "core/text.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto id = static_cast<uint16_t>(bytes[0] << 8 | bytes[1]);
  const muster::Ip ip = muster::parse_ip("10.20.4.17").value();
  using muster::ReverseBy;
  for (const auto by : {ReverseBy::dns, ReverseBy::mdns, ReverseBy::llmnr}) {
    const auto names = muster::parse_reverse_answer(by, text, id, ip);
    if (names && names->size() > 4) std::abort();
    for (const auto& name : names.value_or(std::vector<std::string>{})) {
      if (name.empty() || name.size() > 253 || muster::clean(name) != name) std::abort();
    }
  }
  return 0;
}
