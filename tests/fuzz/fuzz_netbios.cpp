// Any datagram is a node status or none; the name is clean and bounded.
#include <cstdint>
#include <cstdlib>

#include "collect/sweep/netbios.h"
#include "core/text.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto id = static_cast<uint16_t>(bytes[0] << 8 | bytes[1]);
  const auto name = muster::parse_netbios_answer(text, id);
  if (name && (name->size() > 63 || muster::clean(*name) != *name)) std::abort();
  return 0;
}
