// Any text is an approved plan or an Error.
#include <cstdint>
#include <string_view>

#include "plan/approval.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  try {
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    const muster::Approved approved = muster::parse_approved(text, "plan.json");
    muster::beyond(muster::Plan{}, approved);
  } catch (const muster::Error& error) {
    muster::render(error);
  }
  return 0;
}
