#include "correlate/topology/relay.h"

#include <algorithm>
#include <array>

#include "core/hex.h"
#include "core/text.h"

namespace muster {
namespace {

constexpr size_t longest = 512;
constexpr size_t most_words = 32;

// Digits, as they are or with ":" or "-" between; so few that they may be a word are none.
std::optional<std::string> octets_of(std::string_view text) {
  std::string digits(text);
  std::erase_if(digits, [](char c) { return c == ':' || c == '-'; });
  const auto bytes = parse_hex(digits);
  return bytes && bytes->size() >= 2 ? bytes : std::nullopt;
}

bool is_text(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

int at(std::string_view bytes, size_t i) { return static_cast<unsigned char>(bytes[i]); }

std::optional<Mac> mac_of(std::string_view bytes) {
  if (bytes.size() != 6) return std::nullopt;
  uint64_t bits = 0;
  for (size_t i = 0; i < 6; ++i) bits = bits << 8 | static_cast<uint64_t>(at(bytes, i));
  return Mac(bits);
}

void add_word(Relay& relay, std::string_view word) {
  if (word.empty() || relay.words.size() >= most_words) return;
  const std::string text(word);
  if (std::find(relay.words.begin(), relay.words.end(), text) == relay.words.end()) {
    relay.words.push_back(text);
  }
}

// "ge-0/0/5.0:vlan30" → the word itself and what stands before each separator of a suffix.
void add_text(Relay& relay, std::string_view word) {
  add_word(relay, word);
  for (const char separator : {':', '|', ',', '.'}) {
    const auto cut = word.find(separator);
    if (cut == std::string_view::npos) continue;
    add_word(relay, word.substr(0, cut));
    if (separator != '.') add_text(relay, word.substr(cut + 1));
    word = word.substr(0, cut);
  }
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "eth 6/30": a port in two words, with the VLAN after it.
void add_pair(Relay& relay, const std::string& kind, const std::string& number) {
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  if (kind.empty() || number.empty() || !is_digit(number.front())) return;
  if (!std::all_of(kind.begin(), kind.end(), letter)) return;
  const std::string both = kind + number.substr(0, number.find(':'));
  add_word(relay, both);
  if (const auto cut = both.rfind('/'); cut != std::string::npos) {
    add_word(relay, both.substr(0, cut));
  }
}

void add_words(Relay& relay, const std::string& text) {
  const auto words = split(text, ' ');
  for (size_t i = 0; i < words.size(); ++i) {
    add_text(relay, words[i]);
    if (i > 0) add_pair(relay, words[i - 1], words[i]);
  }
}

// Type 0 is VLAN, module and port in a circuit and a MAC in a remote id; type 1 is text. Six bytes
// that begin with 0 and 4 can be both: a MAC that no switch has says nothing.
void add_binary(Relay& relay, std::string_view bytes) {
  if (const auto mac = mac_of(bytes)) relay.macs.push_back(*mac);
  const bool framed =
      bytes.size() >= 2 && at(bytes, 0) <= 1 && at(bytes, 1) == static_cast<int>(bytes.size()) - 2;
  const auto body = framed ? bytes.substr(2) : bytes;
  if (framed && at(bytes, 0) == 1 && is_text(body)) {
    add_words(relay, lower(body));
  } else if (const auto mac = mac_of(body); framed && mac) {
    relay.macs.push_back(*mac);
  } else if (body.size() == 4) {
    relay.module = at(body, 2);
    relay.port = at(body, 3);
  } else if (body.size() == 2) {
    relay.port = at(body, 0) << 8 | at(body, 1);
  }
}

void add_part(Relay& relay, std::string_view part) {
  if (const auto mac = parse_mac(part)) relay.macs.push_back(*mac);
  const auto bytes = octets_of(part);
  if (bytes && is_text(*bytes)) {
    add_words(relay, lower(*bytes));
  } else if (bytes) {
    add_binary(relay, *bytes);
  }
}

// "gi1/0/5" → 1, 0, 5.
std::vector<int> numbers_of(std::string_view name) {
  std::vector<int> numbers;
  for (size_t i = 0; i < name.size();) {
    if (!is_digit(name[i])) {
      ++i;
      continue;
    }
    size_t end = i;
    while (end < name.size() && is_digit(name[end])) ++end;
    const auto number = end - i > 6 ? std::nullopt : parse_int(name.substr(i, end - i));
    numbers.push_back(static_cast<int>(number.value_or(-1)));
    i = end;
  }
  return numbers;
}

// "gigabitethernet1/0/5" and "gi1/0/5": the same numbers, and one word begins the other.
bool abbreviates(std::string_view a, std::string_view b) {
  const auto letters = [](std::string_view s) {
    return s.substr(0, std::min(s.find_first_of("0123456789"), s.size()));
  };
  const auto x = letters(a);
  const auto y = letters(b);
  const bool begins = !x.empty() && !y.empty() && (x.starts_with(y) || y.starts_with(x));
  const auto rest = [](std::string_view s, std::string_view head) { return s.substr(head.size()); };
  return begins && !rest(a, x).empty() && rest(a, x) == rest(b, y);
}

}  // namespace

Relay parse_relay(std::string_view text) {
  Relay relay;
  const std::string bounded = lower(text.substr(0, longest));
  for (const auto& part : split(bounded, ' ')) add_part(relay, part);
  add_words(relay, bounded);
  return relay;
}

bool names_port(const Relay& relay, std::string_view port) {
  const std::string wanted = lower(port);
  const bool named = std::any_of(
      relay.words.begin(), relay.words.end(),
      [&](const std::string& word) { return word == wanted || abbreviates(word, wanted); });
  if (named) return true;
  if (!relay.port) return false;
  const auto numbers = numbers_of(wanted);
  if (numbers.empty() || numbers.back() != *relay.port) return false;
  return !relay.module || numbers.size() == 1 || *relay.module == numbers.front() ||
         *relay.module + 1 == numbers.front() || *relay.module == 0;
}

const BridgePort* named_port(const Relay& relay, const Bridge& bridge) {
  const BridgePort* named = nullptr;
  for (const auto& [name, port] : bridge.ports) {
    if (!names_port(relay, name)) continue;
    if (named) return nullptr;
    named = &port;
  }
  return named;
}

}  // namespace muster
