// Where things stand in the text of a YAML document: what the parser's events do not tell.
#pragma once
#include <string_view>

#include "core/yaml.h"

namespace muster::yaml {

std::vector<size_t> line_starts(std::string_view text);
Mark mark_at(const Document& document, size_t offset);

// The next byte from `offset` on that is neither blank, line end nor comment.
size_t skip_space(std::string_view text, size_t offset);

// Behind the anchors and tags that stand before a value.
size_t skip_properties(std::string_view text, size_t offset);

// Behind the quote that closes the one at `offset`, or npos.
size_t behind_quotes(std::string_view text, size_t offset);

// The quote that opens the first quoted text from `offset` on that does not end, or npos. The
// offset is between two tokens, `flow` when inside [] or {}.
size_t open_quote(std::string_view text, size_t offset, bool flow);

}  // namespace muster::yaml
