#include "wire/tape/snmprec.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

#include "core/text.h"

namespace muster {
namespace {

constexpr size_t longest_line = 140'000;  // the largest value there can be, as digits
constexpr size_t shown = 200;

int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::optional<std::string> parse_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string octets;
  for (size_t i = 0; i < text.size(); i += 2) {
    const int high = digit_of(text[i]), low = digit_of(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    octets += static_cast<char>(high * 16 + low);
  }
  return octets;
}

std::string render_hex(const std::string& octets) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  for (const char c : octets) {
    text += digits[static_cast<uint8_t>(c) >> 4];
    text += digits[static_cast<uint8_t>(c) & 15];
  }
  return text;
}

template <class Number>
std::optional<int64_t> parse_snmp_number(std::string_view text) {
  Number number{};
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return static_cast<int64_t>(number);
}

std::optional<std::string> parse_address(std::string_view text) {
  in_addr address{};
  if (inet_pton(AF_INET, std::string(text).c_str(), &address) != 1) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(&address.s_addr), sizeof address.s_addr);
}

std::optional<SnmpValue> octets_value(SnmpType type, std::optional<std::string> octets) {
  if (!octets) return std::nullopt;
  SnmpValue value;
  value.type = type;
  value.octets = std::move(*octets);
  return value;
}

std::optional<SnmpValue> number_value(SnmpType type, std::optional<int64_t> number) {
  if (!number) return std::nullopt;
  SnmpValue value;
  value.type = type;
  value.number = *number;
  return value;
}

std::optional<SnmpValue> parse_hex_value(SnmpType type, std::string_view text) {
  const bool fits = type == SnmpType::octets || type == SnmpType::opaque ||
                    (type == SnmpType::address && text.size() == 8);
  return fits ? octets_value(type, parse_hex(text)) : std::nullopt;
}

std::optional<SnmpValue> parse_value(SnmpType type, std::string_view text) {
  switch (type) {
    case SnmpType::integer:
      return number_value(type, parse_snmp_number<int32_t>(text));
    case SnmpType::counter32:
    case SnmpType::gauge32:
    case SnmpType::timeticks:
      return number_value(type, parse_snmp_number<uint32_t>(text));
    case SnmpType::counter64:
      return number_value(type, parse_snmp_number<uint64_t>(text));
    case SnmpType::octets:
    case SnmpType::opaque:
      return octets_value(type, std::string(text));
    case SnmpType::address:
      return octets_value(type, parse_address(text));
    case SnmpType::null:
      return text.empty() ? std::optional<SnmpValue>(SnmpValue{}) : std::nullopt;
    case SnmpType::oid: {
      const auto oid = parse_oid(text);
      if (!oid) return std::nullopt;
      SnmpValue value;
      value.type = type;
      value.oid = *oid;
      return value;
    }
  }
  return std::nullopt;
}

std::optional<SnmpType> parse_type(std::string_view text) {
  constexpr std::array known{SnmpType::integer,  SnmpType::octets,    SnmpType::null,
                             SnmpType::oid,      SnmpType::address,   SnmpType::counter32,
                             SnmpType::gauge32,  SnmpType::timeticks, SnmpType::opaque,
                             SnmpType::counter64};
  const auto number = parse_snmp_number<uint8_t>(text);
  const auto* found = std::find_if(known.begin(), known.end(), [&](SnmpType type) {
    return number && static_cast<uint8_t>(type) == *number;
  });
  if (found == known.end()) return std::nullopt;
  return *found;
}

std::optional<std::pair<Oid, SnmpValue>> parse_line(std::string_view line) {
  const size_t first = line.find('|');
  const size_t second = first == std::string_view::npos ? first : line.find('|', first + 1);
  if (second == std::string_view::npos || line.size() > longest_line) return std::nullopt;
  const auto oid = parse_oid(line.substr(0, first));
  std::string_view tag = line.substr(first + 1, second - first - 1);
  const bool hex = tag.ends_with('x');
  if (hex) tag.remove_suffix(1);
  const auto type = parse_type(tag);
  if (!oid || !type) return std::nullopt;
  const std::string_view text = line.substr(second + 1);
  auto value = hex ? parse_hex_value(*type, text) : parse_value(*type, text);
  if (!value) return std::nullopt;
  return std::pair{*oid, std::move(*value)};
}

std::string render_value(const SnmpValue& value) {
  switch (value.type) {
    case SnmpType::null:
      return "";
    case SnmpType::oid:
      return render(value.oid);
    case SnmpType::octets:
    case SnmpType::opaque:
    case SnmpType::address:
      return value.octets;
    case SnmpType::counter64:
      return std::to_string(static_cast<uint64_t>(value.number));
    default:
      return std::to_string(value.number);
  }
}

bool needs_hex(const SnmpValue& value) {
  if (value.type == SnmpType::address || value.type == SnmpType::opaque) return true;
  return value.type == SnmpType::octets && std::any_of(value.octets.begin(), value.octets.end(),
                                                       [](char c) { return c < ' ' || c > '~'; });
}

}  // namespace

SnmpRecording parse_snmprec(std::string_view text, const std::string& file) {
  SnmpRecording recording;
  for (int number = 1; !text.empty(); ++number) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);  // made on Windows
    text.remove_prefix(std::min(end + 1, text.size()));
    auto row = parse_line(line);
    if (!row) {
      throw Error("this is no line of an SNMP recording")
          .at({file, number, 1, visible(line.substr(0, shown))})
          .mend("write OID|type|value, the type as BER tag, with x for hexadecimal values");
    }
    recording.insert(std::move(*row));
  }
  return recording;
}

std::string render_snmprec(const SnmpRecording& recording) {
  std::string text;
  for (const auto& [oid, value] : recording) {
    text += render(oid) + "|" + std::to_string(static_cast<int>(value.type));
    text += needs_hex(value) ? "x|" + render_hex(value.octets) : "|" + render_value(value);
    text += "\n";
  }
  return text;
}

}  // namespace muster
