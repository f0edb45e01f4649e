#include "core/text.h"

#include <locale.h>
#include <wchar.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstdio>

namespace muster {
namespace {

struct Character {
  uint32_t code = 0;
  size_t size = 0;  // 0: not valid UTF-8
};

Character decode(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return {};
  uint32_t code = lead & (0xFFU >> (size + 1));
  for (size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    code = (code << 6) | (byte(i) & 0x3FU);
  }
  static constexpr std::array<uint32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
  if (code < least[size] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return {};
  return {code, size};
}

// Control, bidirectional, zero-width and other characters that change how text around them reads.
bool deceives(uint32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0xAD || code == 0x61C ||
         code == 0x180E || (code >= 0x200B && code <= 0x200F) ||
         (code >= 0x2028 && code <= 0x202E) || (code >= 0x2060 && code <= 0x206F) ||
         code == 0xFEFF || (code >= 0xFFF0 && code < 0xFFFD) ||
         (code >= 0xE0000 && code <= 0xE007F);
}

// wcwidth() asks the locale of its thread, and the one a program begins in knows ASCII only.
class Utf8Locale {
 public:
  Utf8Locale() : before_(uselocale(utf8())) {}
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;
  ~Utf8Locale() { uselocale(before_); }

 private:
  static locale_t utf8() {
    static const locale_t made = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return made;
  }

  locale_t before_;
};

std::string escaped(const char* format, uint32_t value) {
  std::array<char, 16> out{};
  const int size = std::snprintf(out.data(), out.size(), format, value);
  return {out.data(), static_cast<size_t>(size)};
}

// One character of hostile text in its harmless form, and how many bytes it took.
std::pair<std::string, size_t> harmless(std::string_view text) {
  const Character c = decode(text);
  if (c.size == 0) return {escaped("\\x%02x", static_cast<uint8_t>(text[0])), 1};
  if (deceives(c.code)) {
    return {escaped(c.code > 0xFFFF ? "\\U%08x" : "\\u%04x", c.code), c.size};
  }
  return {std::string(text.substr(0, c.size)), c.size};
}

// Optimal string alignment: two swapped neighbours are one slip.
size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<size_t> last(b.size() + 1), row(b.size() + 1), next(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    next[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const bool same = a[i - 1] == b[j - 1];
      next[j] = std::min({row[j] + 1, next[j - 1] + 1, row[j - 1] + (same ? 0U : 1U)});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) next[j] = std::min(next[j], last[j - 2] + 1);
    }
    std::swap(last, row);
    std::swap(row, next);
  }
  return row.back();
}

char lower_char(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::string_view trim(std::string_view text) {
  const char* blanks = " \t\r\n";
  const size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower_char);
  return out;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (true) {
    const size_t end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
  std::string out;
  for (const std::string& part : parts) {
    if (&part != &parts.front()) out += separator;
    out += part;
  }
  return out;
}

std::optional<long long> parse_int(std::string_view text) {
  long long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string counted(size_t count, std::string_view noun, std::string_view plural) {
  std::string digits = std::to_string(count);
  for (size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, ",");
  if (count == 1) return digits + " " + std::string(noun);
  return digits + " " + (plural.empty() ? std::string(noun) + "s" : std::string(plural));
}

size_t invalid_utf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const Character c = decode(text.substr(i));
    if (c.size == 0) return i;
    i += c.size;
  }
  return std::string_view::npos;
}

std::string clean(std::string_view text, size_t limit) {
  std::string out;
  for (text = trim(text); !text.empty();) {
    const auto [shown, taken] = harmless(text);
    if (out.size() + shown.size() > limit) break;
    out += shown;
    text.remove_prefix(taken);
  }
  return std::string(trim(out));
}

std::string visible(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto [shown, taken] = harmless(text);
    out += text[0] == '\t' ? " " : shown;
    text.remove_prefix(taken);
  }
  return out;
}

std::string inert(std::string_view text) {
  std::string out = visible(text);
  const size_t start = out.find_first_not_of(' ');
  if (start != std::string::npos && out.compare(start, 2, "::") == 0) {
    out.replace(start, 1, "\\u003a");
  }
  for (const std::string_view command : {"##[", "##vso["}) {
    for (size_t at = 0; (at = out.find(command, at)) != std::string::npos;) {
      out.replace(at, 1, "\\u0023");
    }
  }
  return out;
}

size_t columns(std::string_view text) {
  const Utf8Locale locale;
  size_t width = 0;
  for (size_t at = 0; at < text.size();) {
    const Character c = decode(text.substr(at));
    const int wide = c.size == 0 ? 1 : wcwidth(static_cast<wchar_t>(c.code));
    width += wide < 0 ? 1 : static_cast<size_t>(wide);
    at += std::max<size_t>(c.size, 1);
  }
  return width;
}

std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates) {
  const std::string wanted = lower(word.substr(0, 64));
  size_t best = std::max<size_t>(1, wanted.size() / 3) + 1;
  std::optional<std::string> found;
  for (const std::string& candidate : candidates) {
    const size_t distance = edit_distance(wanted, lower(candidate));
    if (distance < best) {
      best = distance;
      found = candidate;
    }
  }
  return found;
}

std::string suggestion(std::string_view word, std::span<const std::string> candidates) {
  if (const auto near = nearest(word, candidates)) return "did you mean \"" + *near + "\"?";
  return "use one of " + join(candidates, ", ");
}

std::string slugify(std::string_view text, size_t limit) {
  std::string out;
  for (const char raw : text) {
    const char c = lower_char(raw);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (plain) {
      out += c;
    } else if (!out.empty() && out.back() != '-') {
      out += '-';
    }
    if (out.size() == limit) break;
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out;
}

bool glob_match(std::string_view pattern, std::string_view text) {
  size_t p = 0, t = 0, star = std::string_view::npos, mark = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      mark = t;
    } else if (p < pattern.size() &&
               (pattern[p] == '?' || lower_char(pattern[p]) == lower_char(text[t]))) {
      ++p, ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

std::string_view line_of(std::string_view text, int number) {
  for (; number > 1; --number) {
    const size_t end = text.find('\n');
    if (end == std::string_view::npos) return {};
    text.remove_prefix(end + 1);
  }
  text = text.substr(0, text.find('\n'));
  if (!text.empty() && text.back() == '\r') text.remove_suffix(1);
  return text;
}

std::optional<long long> parse_duration_ms(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, long long>, 6> units{
      {{"ms", 1},
       {"s", 1000},
       {"m", 60'000},
       {"h", 3'600'000},
       {"d", 86'400'000},
       {"w", 604'800'000}}};
  constexpr long long most = 100LL * 366 * 86'400'000;  // a century bounds every sum below
  long long total = 0;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    const size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto value = parse_int(text.substr(0, digits));
    text.remove_prefix(digits);
    const std::string_view word =
        text.substr(0, std::min(text.find_first_of("0123456789"), text.size()));
    const auto unit =
        std::find_if(units.begin(), units.end(), [&](auto u) { return u.first == word; });
    if (!value || unit == units.end() || *value > most / unit->second) return std::nullopt;
    total += *value * unit->second;
    if (total > most) return std::nullopt;
    text.remove_prefix(word.size());
  }
  return total;
}

}  // namespace muster
