// Any file of an auth-zone is refused, or rendered again to something that reads the same and has
// the same serial number from then on.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "target/dns/unbound/zone_file.h"

using namespace muster::unbound;

namespace {

const std::string zone = "berlin.example";

std::string again(std::string_view text) {
  Content content;
  content.zones[zone] = {zone, std::string(auth_zone), "", ""};
  content.files[zone].path = "zone";
  read_zone(text, zone, content);
  return render_zone(content, zone);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size) {
  try {
    const std::string once = again({reinterpret_cast<const char*>(bytes), size});
    if (again(once) != once) abort();
  } catch (const muster::Error& error) {
    muster::render(error);
  }
  return 0;
}
