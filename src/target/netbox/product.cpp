#include "target/netbox/product.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "core/text.h"

namespace muster::netbox {
namespace {

constexpr size_t most_words = 3;  // of a system's name
constexpr size_t longest = 100;

constexpr std::array<std::string_view, 22> legal_forms{
    "ab",  "ag",      "as",  "bv", "co",  "company", "corp", "corporation", "gmbh", "inc", "kg",
    "llc", "limited", "ltd", "oy", "plc", "pte",     "sa",   "sarl",        "sia",  "spa", "srl"};

// Makers whose registered name is not the one they are known by; in normal form.
constexpr std::array<std::pair<std::string_view, std::string_view>, 14> known_as{{
    {"arista networks", "Arista"},
    {"aruba a hewlett packard enterprise", "Aruba"},
    {"cisco systems", "Cisco"},
    {"dell technologies", "Dell"},
    {"hewlett packard", "HP"},
    {"hewlett packard enterprise", "HPE"},
    {"huawei technologies", "Huawei"},
    {"juniper networks", "Juniper"},
    {"mikrotikls", "MikroTik"},
    {"routerboard com", "MikroTik"},
    {"super micro computer", "Supermicro"},
    {"tp link systems", "TP-Link"},
    {"tp link technologies", "TP-Link"},
    {"ubiquiti networks", "Ubiquiti"},
}};

// Beginnings of interface names; a number follows each, or it is the whole name.
constexpr std::array<std::pair<std::string_view, std::string_view>, 40> types_by_name{{
    {"ae", "lag"},
    {"bond", "lag"},
    {"br", "bridge"},
    {"bridge", "bridge"},
    {"bridge-aggregation", "lag"},
    {"docker", "bridge"},
    {"eth-trunk", "lag"},
    {"fa", "100base-tx"},
    {"fastethernet", "100base-tx"},
    {"fo", "40gbase-x-qsfpp"},
    {"fortygige", "40gbase-x-qsfpp"},
    {"fortygigabitethernet", "40gbase-x-qsfpp"},
    {"ge-", "1000base-t"},
    {"gi", "1000base-t"},
    {"gigabitethernet", "1000base-t"},
    {"hu", "100gbase-x-qsfp28"},
    {"hundredgige", "100gbase-x-qsfp28"},
    {"irb", "virtual"},
    {"lag", "lag"},
    {"lo", "virtual"},
    {"loopback", "virtual"},
    {"po", "lag"},
    {"port-channel", "lag"},
    {"sfp", "1000base-x-sfp"},
    {"sfp-sfpplus", "10gbase-x-sfpp"},
    {"tap", "virtual"},
    {"te", "10gbase-x-sfpp"},
    {"tengigabitethernet", "10gbase-x-sfpp"},
    {"ten-gigabitethernet", "10gbase-x-sfpp"},
    {"trk", "lag"},
    {"tun", "virtual"},
    {"tunnel", "virtual"},
    {"veth", "virtual"},
    {"virbr", "bridge"},
    {"vl", "virtual"},
    {"vlan", "virtual"},
    {"vlanif", "virtual"},
    {"vmbr", "bridge"},
    {"wg", "virtual"},
    {"xe-", "10gbase-x-sfpp"},
}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool starts_with_digit(std::string_view word) { return !word.empty() && is_digit(word.front()); }

// Words with where each ends in `text`.
std::vector<std::pair<std::string, size_t>> words_of(std::string_view text) {
  std::vector<std::pair<std::string, size_t>> words;
  std::string word;
  for (size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : ' ';
    if (is_letter(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80) {
      word += c;
      continue;
    }
    // "B.V." is one word.
    const bool ends =
        c == '.' ? word.size() > 1 && i + 1 < text.size() && text[i + 1] != ' ' : !word.empty();
    if (!ends) continue;
    words.emplace_back(lower(word), i);
    word.clear();
  }
  return words;
}

}  // namespace

std::string maker_name(std::string_view vendor) {
  auto words = words_of(vendor);
  while (words.size() > 1 && std::find(legal_forms.begin(), legal_forms.end(),
                                       words.back().first) != legal_forms.end()) {
    words.pop_back();
  }
  if (words.empty()) return clean(vendor, longest);
  std::vector<std::string> plain;
  for (const auto& [word, end] : words) plain.push_back(word);
  const std::string name = join(plain, " ");
  for (const auto& [registered, known] : known_as) {
    if (name == registered) return std::string(known);
  }
  return clean(vendor.substr(0, words.back().second), longest);
}

std::string platform_name(std::string_view told) {
  told = told.substr(0, told.find_first_of(",;("));
  std::vector<std::string> words;
  for (const std::string& word : split(told, ' ')) {
    const std::string_view rest = std::string_view(word).substr(word.starts_with('v') ? 1 : 0);
    if (starts_with_digit(rest)) break;
    if (std::any_of(word.begin(), word.end(), is_digit)) return "";
    if (!word.empty()) words.push_back(word);
  }
  return words.size() <= most_words ? clean(join(words, " "), longest) : "";
}

std::string_view interface_type(std::string_view name) {
  const std::string small = lower(name);
  const size_t digits = std::min(small.find_first_of("0123456789"), small.size());
  const std::string_view stem = trim(std::string_view(small).substr(0, digits));
  for (const auto& [beginning, type] : types_by_name) {
    if (stem == beginning) return type;
  }
  return "other";
}

bool takes_cable(std::string_view type) {
  return type != "virtual" && type != "lag" && type != "bridge";
}

std::string normal_form(std::string_view name) {
  std::string out;
  for (const char c : lower(name)) {
    if (is_letter(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80) out += c;
  }
  return out;
}

}  // namespace muster::netbox
