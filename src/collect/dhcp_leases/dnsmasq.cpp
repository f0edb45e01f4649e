#include <algorithm>
#include <span>
#include <vector>

#include "collect/dhcp_leases/table.h"
#include "core/hex.h"
#include "core/text.h"

namespace muster {
namespace {

constexpr size_t kFields = 5;
// No time of a lease: dnsmasq built for routers without a clock (HAVE_BROKEN_RTC) writes its
// length.
constexpr long long kLongestLength = 1'000'000'000;

struct Field {
  std::string_view text;
  size_t at = 0;
};

std::vector<Field> fields_of(std::string_view line) {
  std::vector<Field> fields;
  for (size_t at = 0; at < line.size();) {
    const size_t end = std::min(line.find(' ', at), line.size());
    if (end > at) fields.push_back({line.substr(at, end - at), at});
    at = end + 1;
  }
  return fields;
}

// What stands in place of a MAC: that, one of another hardware type ("06-aa:bb…"), or for IPv6
// the identity association, "T" before it for a temporary address.
bool is_key(std::string_view text, bool v6, std::optional<Mac>& mac) {
  if (v6) return parse_int(text.substr(text.starts_with("T") ? 1 : 0)).has_value();
  mac = parse_mac(text);
  return mac || (text.size() >= 3 && text[2] == '-' && parse_hex(text.substr(0, 2)));
}

// "<word> <address> <hex>", what is known of a lease beside its row. True: it is one.
bool read_beside(const LeaseLine& line, std::span<const Field> fields, LeaseTable& table) {
  const std::string_view word = fields[0].text;
  if (word == "duid" || word == "vendorclass") return true;  // the server's own; the client's kind
  const bool is_word = std::all_of(word.begin(), word.end(),
                                   [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
  const auto ip = is_word && fields.size() > 1 ? parse_ip(fields[1].text) : std::nullopt;
  if (!ip) return false;
  if (word != "agent-info") {
    table.lose("line of an unknown kind");
    return true;
  }
  auto suboptions = fields.size() > 2 ? parse_octets(fields[2].text) : std::nullopt;
  if (suboptions) {
    table.relay(*ip, std::move(*suboptions));
  } else {
    table.broken(line, fields.size() > 2 ? fields[2].at : line.text.size(), "these are no octets");
  }
  return true;
}

void read_row(const LeaseLine& line, LeaseTable& table) {
  const auto fields = fields_of(line.text);
  if (read_beside(line, fields, table)) return;
  if (fields.size() < kFields) {
    return table.broken(line, line.text.size(),
                        "a lease has 5 fields, and this " + std::to_string(fields.size()));
  }
  Lease lease;
  const auto ends = parse_int(fields[0].text);
  if (!ends || *ends < 0) return table.broken(line, fields[0].at, "this is no time of expiry");
  if (*ends >= kLongestLength) lease.ends = *ends;
  const auto ip = parse_ip(fields[2].text);
  if (!ip) return table.broken(line, fields[2].at, "this is no address");
  lease.ip = *ip;
  if (!is_key(fields[1].text, ip->v6, lease.mac)) {
    return table.broken(line, fields[1].at, ip->v6 ? "this is no number" : "this is no MAC");
  }
  lease.name = fields[3].text;
  if (fields[4].text != "*") {
    const auto id = parse_octets(fields[4].text);
    if (!id) return table.broken(line, fields[4].at, "this is no client identifier");
    ip->v6 ? add_duid(lease, *id) : add_client_id(lease, *id);
  }
  if (fields.size() > kFields) table.wider(line, fields[kFields].at);
  table.add(std::move(lease));
}

}  // namespace

void read_dnsmasq_leases(const LeaseText& text, LeaseTable& table) {
  each_line(text, table, [&](const LeaseLine& line) { read_row(line, table); });
}

}  // namespace muster
