#include "model/fqdn.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/text.h"

namespace muster {
namespace {

// Letters of Latin-1 and Latin Extended-A up to `last`, after those of the line before.
struct Letters {
  uint32_t last;
  std::string_view plain;
};
constexpr std::array written_as{
    Letters{0xBF, "-"},   Letters{0xC3, "a"},  Letters{0xC4, "ae"},  Letters{0xC5, "a"},
    Letters{0xC6, "ae"},  Letters{0xC7, "c"},  Letters{0xCB, "e"},   Letters{0xCF, "i"},
    Letters{0xD0, "d"},   Letters{0xD1, "n"},  Letters{0xD5, "o"},   Letters{0xD6, "oe"},
    Letters{0xD7, "-"},   Letters{0xD8, "o"},  Letters{0xDB, "u"},   Letters{0xDC, "ue"},
    Letters{0xDD, "y"},   Letters{0xDE, "th"}, Letters{0xDF, "ss"},  Letters{0xE3, "a"},
    Letters{0xE4, "ae"},  Letters{0xE5, "a"},  Letters{0xE6, "ae"},  Letters{0xE7, "c"},
    Letters{0xEB, "e"},   Letters{0xEF, "i"},  Letters{0xF0, "d"},   Letters{0xF1, "n"},
    Letters{0xF5, "o"},   Letters{0xF6, "oe"}, Letters{0xF7, "-"},   Letters{0xF8, "o"},
    Letters{0xFB, "u"},   Letters{0xFC, "ue"}, Letters{0xFD, "y"},   Letters{0xFE, "th"},
    Letters{0xFF, "y"},   Letters{0x105, "a"}, Letters{0x10D, "c"},  Letters{0x111, "d"},
    Letters{0x11B, "e"},  Letters{0x123, "g"}, Letters{0x127, "h"},  Letters{0x131, "i"},
    Letters{0x133, "ij"}, Letters{0x135, "j"}, Letters{0x138, "k"},  Letters{0x142, "l"},
    Letters{0x14B, "n"},  Letters{0x151, "o"}, Letters{0x153, "oe"}, Letters{0x159, "r"},
    Letters{0x161, "s"},  Letters{0x167, "t"}, Letters{0x173, "u"},  Letters{0x175, "w"},
    Letters{0x178, "y"},  Letters{0x17E, "z"}, Letters{0x17F, "s"},
};
constexpr uint32_t diaeresis = 0x308;
constexpr uint32_t first_mark = 0x300, last_mark = 0x36F;  // combining ones

std::string_view plain_letter(uint32_t code, char before) {
  if (code == diaeresis) return std::string_view("aouAOU").find(before) < 6 ? "e" : "";
  if (code >= first_mark && code <= last_mark) return "";
  const auto* found = std::find_if(written_as.begin(), written_as.end(),
                                   [&](const Letters& letters) { return code <= letters.last; });
  return found == written_as.end() ? "-" : found->plain;
}

// What clean() writes for what it cannot show: \xNN and \uNNNN; 0 where there is none.
size_t escape_at(std::string_view text) {
  if (text.size() < 2 || text[0] != '\\') return 0;
  const size_t size = text[1] == 'x' ? 4 : text[1] == 'u' ? 6 : 0;
  const std::string_view digits = text.substr(2, size - std::min<size_t>(size, 2));
  const bool hex = digits.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
  return size != 0 && text.size() >= size && hex ? size : 0;
}

// Two octets of UTF-8 as their character, 0 where they are none.
uint32_t pair_at(std::string_view text) {
  if (text.size() < 2) return 0;
  const auto lead = static_cast<uint8_t>(text[0]);
  const auto next = static_cast<uint8_t>(text[1]);
  const bool pair = lead >= 0xC2 && lead < 0xE0 && (next & 0xC0U) == 0x80;
  return pair ? (lead & 0x1FU) << 6 | (next & 0x3FU) : 0;
}

std::string plain_letters(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const size_t escaped = escape_at(text);
    const uint32_t pair = pair_at(text);
    if (escaped != 0) {
      out += '-';
    } else if (pair != 0) {
      out += plain_letter(pair, out.empty() ? ' ' : out.back());
    } else {
      out += text[0];
    }
    text.remove_prefix(escaped != 0 ? escaped : pair != 0 ? 2 : 1);
  }
  return out;
}

}  // namespace

bool is_dns_label(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !text.empty() && text.size() <= 63 && text.front() != '-' && text.back() != '-' &&
         std::all_of(text.begin(), text.end(), fits);
}

bool is_fqdn(std::string_view text) {
  if (text.empty() || text.size() > 253) return false;
  const auto labels = split(text, '.');
  return std::all_of(labels.begin(), labels.end(), [](const auto& l) { return is_dns_label(l); });
}

bool is_host_name(std::string_view text) {
  bool letter = false;
  for (const std::string& label : split(text, '.')) {
    const std::string plain = lower(plain_letters(label));
    const auto fits = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    };
    const bool other = std::count(plain.begin(), plain.end(), '-') !=
                       std::count(label.begin(), label.end(), '-');  // neither letter nor digit
    if (other || plain.empty() || plain.size() > 63 || plain.front() == '-') return false;
    if (!std::all_of(plain.begin(), plain.end(), fits)) return false;
    letter = letter ||
             std::any_of(plain.begin(), plain.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  }
  return letter;
}

std::string dns_label(std::string_view name) {
  return slugify(plain_letters(name.substr(0, name.find('.'))), 63);
}

}  // namespace muster
