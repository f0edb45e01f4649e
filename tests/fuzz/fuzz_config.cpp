// Any bytes as muster.yaml: errors are expected, anything else is a bug.
#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>

#include "config/config.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  muster::Diagnostics trouble;
  const auto config = muster::read_config({{"muster.yaml", text}}, trouble);
  if (config.has_value() == trouble.has_errors()) std::abort();
  static_cast<void>(muster::render(trouble));
  if (config) static_cast<void>(muster::render(*config, true));
  return 0;
}
