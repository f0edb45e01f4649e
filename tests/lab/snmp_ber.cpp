#include "snmp_ber.h"

namespace muster::lab {

std::optional<Element> BerReader::next() {
  if (rest_.size() < 2) return std::nullopt;
  const auto tag = static_cast<uint8_t>(rest_[0]);
  size_t length = static_cast<uint8_t>(rest_[1]);
  size_t start = 2;
  if (length >= 0x80) {
    const size_t octets = length & 0x7f;
    if (octets == 0 || octets > 4 || rest_.size() < 2 + octets) return std::nullopt;
    length = 0;
    for (size_t i = 0; i < octets; ++i) length = length << 8 | static_cast<uint8_t>(rest_[2 + i]);
    start += octets;
  }
  if (length > rest_.size() - start) return std::nullopt;
  const Element found{tag, rest_.substr(start, length)};
  rest_.remove_prefix(start + length);
  return found;
}

std::optional<std::string_view> BerReader::next(uint8_t tag) {
  const auto found = next();
  if (!found || found->tag != tag) return std::nullopt;
  return found->content;
}

std::optional<int64_t> BerReader::integer() {
  const auto content = next(2);
  if (!content || content->empty() || content->size() > 4) return std::nullopt;
  int64_t value = static_cast<int8_t>(content->front());
  for (const char c : content->substr(1)) value = value << 8 | static_cast<uint8_t>(c);
  return value;
}

std::string element(uint8_t tag, std::string_view content) {
  std::string bytes(1, static_cast<char>(tag));
  if (content.size() < 0x80) {
    bytes += static_cast<char>(content.size());
  } else {
    bytes += static_cast<char>(0x82);
    bytes += static_cast<char>(content.size() >> 8);
    bytes += static_cast<char>(content.size() & 0xff);
  }
  return bytes.append(content);
}

std::string integer(int64_t value, uint8_t tag) {
  std::string content;
  for (int shift = 56; shift >= 0; shift -= 8) content += static_cast<char>(value >> shift);
  while (content.size() > 1 && ((content[0] == 0 && (content[1] & 0x80) == 0) ||
                                (content[0] == '\xff' && (content[1] & 0x80) != 0))) {
    content.erase(0, 1);
  }
  return element(tag, content);
}

std::string unsigned_integer(uint64_t value, uint8_t tag) {
  std::string content(1, '\0');
  for (int shift = 56; shift >= 0; shift -= 8) content += static_cast<char>(value >> shift);
  while (content.size() > 1 && content[0] == 0 && (content[1] & 0x80) == 0) content.erase(0, 1);
  return element(tag, content);
}

std::string oid_content(const Oid& oid) {
  std::string content;
  const auto add = [&](uint64_t arc) {
    std::string part(1, static_cast<char>(arc & 0x7f));
    while (arc >>= 7) part.insert(part.begin(), static_cast<char>(0x80 | (arc & 0x7f)));
    content += part;
  };
  if (oid.size() < 2) return std::string(1, '\0');
  add(uint64_t{oid[0]} * 40 + oid[1]);
  for (size_t i = 2; i < oid.size(); ++i) add(oid[i]);
  return content;
}

std::optional<Oid> parse_oid_content(std::string_view content) {
  Oid oid;
  uint64_t arc = 0;
  bool open = false;
  for (const char c : content) {
    arc = arc << 7 | (static_cast<uint8_t>(c) & 0x7f);
    if (arc > UINT32_MAX) return std::nullopt;
    open = (c & 0x80) != 0;
    if (open) continue;
    if (oid.empty()) {
      const auto first = static_cast<uint32_t>(arc < 80 ? arc / 40 : 2);
      oid = {first, static_cast<uint32_t>(arc - first * 40)};
    } else {
      oid.push_back(static_cast<uint32_t>(arc));
    }
    arc = 0;
  }
  if (open || oid.empty()) return std::nullopt;
  return oid;
}

}  // namespace muster::lab
