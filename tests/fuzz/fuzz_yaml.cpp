// Any bytes as YAML, read as libyaml reads them but for the differences that are known.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "yaml_peer.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto found = muster::yaml_peer::compare(text);
  if (found.what.empty() || !found.reason.empty()) return 0;
  std::fprintf(stderr, "not as libyaml reads it: %s\n", found.what.c_str());
  std::abort();
}
