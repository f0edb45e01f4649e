// Texts in XML and HTML.
#pragma once
#include <string>
#include <string_view>

namespace muster {

// For text, and for values of attributes in double quotes.
std::string markup_escape(std::string_view text);

}  // namespace muster
