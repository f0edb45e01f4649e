// Any text is a selector or an Error; what parses can be asked about a host.
#include <cstdint>
#include <string_view>

#include "core/error.h"
#include "model/selector.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  static const muster::Host host;
  try {
    const std::string_view text(reinterpret_cast<const char*>(bytes), size);
    muster::Selector::parse(text).matches(host, "hosts/berlin/web1--7k2m9qx4td.yaml");
  } catch (const muster::Error& error) {
    muster::render(error);
  }
  return 0;
}
