// Any text is a recording, which reads back as it is written, or an Error.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/error.h"
#include "wire/tape/snmprec.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  try {
    const auto recording = muster::parse_snmprec(text, "input");
    if (muster::parse_snmprec(muster::render_snmprec(recording), "again") != recording) abort();
  } catch (const muster::Error&) {
  }
  return 0;
}
