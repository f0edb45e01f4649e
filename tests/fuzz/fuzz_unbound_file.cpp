// Any text is refused, or rendered again to something that reads the same.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "target/dns/unbound/file.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  try {
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    const std::string once = muster::unbound::render(muster::unbound::parse(text, "muster.conf"));
    if (muster::unbound::render(muster::unbound::parse(once, "muster.conf")) != once) abort();
  } catch (const muster::Error& error) {
    muster::render(error);
  }
  return 0;
}
