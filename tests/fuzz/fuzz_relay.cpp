// Any text is what a DHCP relay wrote: the first line, asked about the port of the second.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "correlate/topology/relay.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const size_t end = text.find('\n');
  const auto relay = muster::parse_relay(text.substr(0, end));
  if (relay.words.size() > 32) std::abort();
  muster::names_port(relay, end == std::string_view::npos ? "1" : text.substr(end + 1));
  return 0;
}
