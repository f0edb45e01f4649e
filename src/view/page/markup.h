// Texts in HTML and SVG. Internal to the page.
#pragma once
#include <string>
#include <string_view>

namespace muster::web {

// For text and for values of attributes in double quotes.
std::string escaped(std::string_view text);

// At most `most` columns, the last of them "…" where something is cut.
std::string shortened(std::string_view text, size_t most);
// The same, with the end kept: what tells ports apart.
std::string ending(std::string_view text, size_t most);

// "#hosts?q=…": the hosts that a selector chooses, on the same page.
std::string hosts_link(const std::string& selector);

// A text as a value of a selector.
std::string selector_value(std::string_view text);

}  // namespace muster::web
