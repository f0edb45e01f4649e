#include <array>

#include "collect/dhcp_leases/table.h"
#include "core/text.h"

namespace muster {
namespace {

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

void read_row(const LeaseLine& line, LeaseTable& table) {
  const auto fields = fields_of(line.text);
  if (fields[0].text == "duid") return;  // the server's own, before the IPv6 leases
  if (fields.size() != 5) {
    return table.broken(line, fields.size() > 5 ? fields[5].at : line.text.size(),
                        "a lease has 5 fields, and this " + std::to_string(fields.size()));
  }
  Lease lease;
  const auto ends = parse_int(fields[0].text);
  if (!ends || *ends < 0) return table.broken(line, fields[0].at, "this is no time of expiry");
  if (*ends > 0) lease.ends = *ends;
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
  table.add(std::move(lease));
}

}  // namespace

void read_dnsmasq_leases(const LeaseText& text, LeaseTable& table) {
  each_line(text, table, [&](const LeaseLine& line) { read_row(line, table); });
}

}  // namespace muster
