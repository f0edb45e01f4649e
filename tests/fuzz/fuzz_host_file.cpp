// A host file from anywhere: reading ends, and what is read can be written, read again and edited.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "inventory/host_file.h"

using namespace muster;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  const std::string path = "hosts/berlin/web1--7k2m9qx4td.yaml";
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  Diagnostics trouble;
  const auto file = parse_host_file(text, path, trouble);
  render(trouble);
  require(file.has_value() != trouble.has_errors());
  if (!file) return 0;

  const std::string written = render_host_file(file->host, path);
  const auto again = parse_host_file(written, path, trouble);
  require(again.has_value());
  require(again->host.observed == file->host.observed);
  require(render_host_file(again->host, path) == written);
  try {
    with_observed(text, path, file->host.observed);
    const std::string there = with_value(text, path, "approval", "approved");
    require(parse_host_file(there, path, trouble)->host.approval == Approval::approved);
  } catch (const Error&) {
    return 0;
  }
  return 0;
}
