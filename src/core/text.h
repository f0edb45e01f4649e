// Text without network knowledge: UTF-8, bounded and made harmless, and small string work.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace muster {

std::string_view trim(std::string_view text);
std::string lower(std::string_view text);  // ASCII only
std::vector<std::string> split(std::string_view text, char separator);
std::string join(std::span<const std::string> parts, std::string_view separator);
std::optional<long long> parse_int(std::string_view text);

// `count` with its noun: "1 host", "3 hosts". The plural is the noun with an s unless given.
std::string counted(size_t count, std::string_view noun, std::string_view plural = {});

// The offset of the first byte that is not valid UTF-8 (overlong forms and surrogates are not),
// or npos.
size_t invalid_utf8(std::string_view text);

// A string from the network made fit to keep: trimmed, bytes that are not UTF-8 as \xNN, control,
// bidi and zero-width characters as \uNNNN, cut at `limit` bytes on a character boundary.
// Idempotent: the result of clean() is its own clean form, because it has only plain characters.
std::string clean(std::string_view text, size_t limit = 255);

// A line for a terminal or a log: as clean(), but not trimmed, not cut, and tabs as one blank.
std::string visible(std::string_view text);

// As visible(), and beginning no command of a CI log (`::error::` at the start of a line, `##[` and
// `##vso[` anywhere): one character of each stands as \uNNNN.
std::string inert(std::string_view text);

// The width on a terminal: East Asian wide characters take two columns, combining ones none.
size_t columns(std::string_view text);

// The candidate nearest to `word` by edit distance, when near enough to be a slip of the hand.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);

// "did you mean "x"?" or, when nothing is near, "use one of a, b, c".
std::string suggestion(std::string_view word, std::span<const std::string> candidates);

// [a-z0-9-]{1,limit} from any text: other characters become one dash, ends without dashes.
// Empty when nothing is left.
std::string slugify(std::string_view text, size_t limit = 40);

// Matches `*` (any run) and `?` (any one character), case-insensitively for ASCII.
bool glob_match(std::string_view pattern, std::string_view text);

// The text of line `number` (from 1) without its line end.
std::string_view line_of(std::string_view text, int number);

// "250ms", "10s", "5m", "2h", "14d", "3w", also chained ("1h30m"); in milliseconds.
std::optional<long long> parse_duration_ms(std::string_view text);

}  // namespace muster
