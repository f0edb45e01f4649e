// Compressed bytes, as a zlib stream (RFC 1950).
#pragma once
#include <string>
#include <string_view>

namespace muster {

std::string deflated(std::string_view bytes);

}  // namespace muster
