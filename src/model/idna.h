// Internationalised names: what people write in their own letters, DNS has in ASCII (IDNA 2008,
// RFC 5891, with the mapping of UTS 46).
#pragma once
#include <string>
#include <string_view>

namespace muster {

// "Bücherei.example" → "xn--bcherei-85a.example"; of ASCII the same in lower case. "": it can be no
// name in DNS.
std::string ascii_name(std::string_view name);
// The other way, where it is one: "xn--bcherei-85a" → "bücherei".
std::string own_letters(std::string_view name);

}  // namespace muster
