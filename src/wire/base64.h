// Base64 (RFC 4648) with padding.
#pragma once
#include <string>
#include <string_view>

namespace muster {

std::string to_base64(std::string_view bytes);
std::string from_base64(std::string_view text);  // Error when it is none

}  // namespace muster
