#include "model/idna.h"

#include <idn2.h>

#include <algorithm>

#include "core/text.h"
#include "model/fqdn.h"

namespace muster {
namespace {

constexpr size_t most_letters = 1024;  // bytes; four a character of the 253 that DNS holds

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80 && c != '\0'; });
}

// The library leaves out what it does not map, "_" for one.
bool may_stand(char c) {
  return static_cast<unsigned char>(c) >= 0x80 || c == '-' || c == '.' || (c >= '0' && c <= '9') ||
         (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// What `convert` of libidn2 makes of `text`; "" when it refuses.
template <class Convert>
std::string converted(std::string_view text, Convert convert) {
  if (text.size() > most_letters || text.find('\0') != std::string_view::npos) return "";
  char* out = nullptr;
  const std::string copy(text);
  if (convert(copy.c_str(), &out) != IDN2_OK || out == nullptr) return "";
  std::string result(out);
  idn2_free(out);
  return result;
}

}  // namespace

std::string ascii_name(std::string_view name) {
  std::string out = lower(name);
  if (!is_ascii(name)) {
    if (!std::all_of(name.begin(), name.end(), may_stand)) return "";
    out = converted(name, [](const char* text, char** into) {
      return idn2_to_ascii_8z(text, into,
                              IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL | IDN2_USE_STD3_ASCII_RULES);
    });
  }
  return is_fqdn(out) ? out : "";
}

std::string own_letters(std::string_view name) {
  if (name.find("xn--") == std::string_view::npos) return std::string(name);
  const std::string out = converted(
      name, [](const char* text, char** into) { return idn2_to_unicode_8z8z(text, into, 0); });
  return out.empty() ? std::string(name) : out;
}

}  // namespace muster
