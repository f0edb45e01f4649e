#include "collect/dhcp_leases/kea.h"

#include <nlohmann/json.hpp>

#include "core/hex.h"
#include "core/text.h"

namespace muster {
namespace {

constexpr long long kInfinite = 0xFFFF'FFFF;  // RFC 2131, 3.3

struct Column {
  std::string_view text;
  size_t at = 0;
};

// Names and places of the columns: Kea adds some with its releases.
using Header = std::map<std::string, size_t, std::less<>>;

std::vector<Column> columns_of(std::string_view line) {
  std::vector<Column> columns;
  for (size_t at = 0; at <= line.size();) {
    const size_t end = std::min(line.find(',', at), line.size());
    columns.push_back({line.substr(at, end - at), at});
    at = end + 1;
  }
  return columns;
}

// Kea writes a comma inside a value as "&#x2c".
std::string unescape(std::string_view text) {
  constexpr std::string_view kMark = "&#x";
  std::string plain;
  for (size_t at = 0; at < text.size();) {
    const auto byte = text.substr(at).starts_with(kMark) && text.size() >= at + 5
                          ? parse_hex(text.substr(at + kMark.size(), 2))
                          : std::nullopt;
    plain += byte ? *byte : std::string(1, text[at]);
    at += byte ? kMark.size() + 2 : 1;
  }
  return plain;
}

// Not clean()ed and not cut, for what is parsed further.
std::string raw(const nlohmann::json& value) {
  return value.is_string() ? value.get<std::string>() : "";
}

class Memfile {
 public:
  explicit Memfile(LeaseTable& table) : table_(table) {}

  void read(const LeaseLine& line) {
    if (header_.empty()) return read_header(line);
    if (!readable_) return table_.drop("broken");
    columns_ = columns_of(line.text);
    if (columns_.size() > header_.size()) table_.wider(line, columns_[header_.size()].at);
    if (columns_.size() < header_.size()) {
      return table_.broken(line, line.text.size(),
                           "a row has " + counted(header_.size(), "column") + " here, and this " +
                               std::to_string(columns_.size()));
    }
    read_row(line);
  }

 private:
  void read_header(const LeaseLine& line) {
    for (const Column& column : columns_of(line.text)) {
      header_.emplace(column.text, header_.size());
    }
    for (const char* name : {"address", "valid_lifetime", "expire", "state"}) {
      if (header_.contains(name)) continue;
      return table_.broken(line, 0, "the header has no column \"" + std::string(name) + "\"");
    }
    readable_ = true;
  }

  Column column(std::string_view name) const {
    const auto found = header_.find(name);
    return found == header_.end() ? Column{} : columns_[found->second];
  }

  // nullopt: it is none, and said so.
  std::optional<long long> number(const LeaseLine& line, std::string_view name) {
    const Column place = column(name);
    const auto value = parse_int(place.text);
    if (value && *value >= 0) return value;
    table_.broken(line, place.at, "column " + std::string(name) + " is no number");
    return std::nullopt;
  }

  void read_row(const LeaseLine& line) {
    Lease lease;
    const auto ip = parse_ip(column("address").text);
    if (!ip) return table_.broken(line, column("address").at, "this is no address");
    lease.ip = *ip;
    const auto lifetime = number(line, "valid_lifetime");
    const auto expire = lifetime ? number(line, "expire") : std::nullopt;
    const auto state = expire ? number(line, "state") : std::nullopt;
    if (!state) return;
    if (*lifetime > kInfinite) {
      return table_.broken(line, column("valid_lifetime").at, "no lease is as long as this");
    }
    lease.ends = *lifetime == kInfinite ? std::nullopt : expire;
    lease.since = *expire - *lifetime;
    lease.subnet = column("subnet_id").text;
    set_kea_state(lease, *state);
    if (*lifetime == 0) lease.state = "released";
    set_type(lease, column("lease_type").text);
    lease.name = kea_name(unescape(column("hostname").text));
    if (!read_client(line, lease)) return;
    const std::string context = unescape(column("user_context").text);
    if (!context.empty()) {
      add_kea_relay(lease, nlohmann::json::parse(context, nullptr, false));
    }
    table_.add(std::move(lease));
  }

  // IA_NA, IA_TA, IA_PD; none for IPv4.
  static void set_type(Lease& lease, std::string_view type) {
    if (type.empty() || type == "0" || type == "1") return;
    lease.strange = type != "2";
    lease.state =
        lease.strange ? "lease type " + clean(type, 8) + " is not known" : "delegated prefix";
  }

  bool read_client(const LeaseLine& line, Lease& lease) {
    lease.mac = parse_mac(column("hwaddr").text);
    for (const char* name : {"client_id", "duid"}) {
      const Column place = column(name);
      const auto bytes = parse_octets(place.text);
      if (!bytes) {
        table_.broken(line, place.at, "column " + std::string(name) + " is no list of octets");
        return false;
      }
      lease.ip.v6 ? add_duid(lease, *bytes) : add_client_id(lease, *bytes);
    }
    return true;
  }

  LeaseTable& table_;
  Header header_;
  std::vector<Column> columns_;
  bool readable_ = false;
};

}  // namespace

void set_kea_state(Lease& lease, long long state) {
  switch (state) {
    case 0:
    case 4:
      return;
    case 1:
      lease.state = "declined";
      return;
    case 2:
      lease.state = "expired";
      return;
    case 3:
      lease.state = "released";
      return;
    default:
      lease.strange = true;
      lease.state = "state " + std::to_string(state) + " is not known";
  }
}

std::string kea_name(std::string_view name) {
  std::string text;
  for (size_t at = 0; at < name.size(); ++at) {
    if (name[at] != '\\' || at + 1 == name.size()) {
      text += name[at];
      continue;
    }
    const auto byte = parse_int(name.substr(at + 1, 3));
    const bool number = byte && *byte >= 0 && *byte < 256 && at + 3 < name.size() &&
                        name[at + 1] >= '0' && name[at + 1] <= '9';
    text += number ? static_cast<char>(*byte) : name[at + 1];
    at += number ? 3 : 1;
  }
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::optional<long long> kea_end(long long since, long long lifetime) {
  return lifetime == kInfinite ? std::nullopt : std::optional(since + lifetime);
}

void add_kea_relay(Lease& lease, const nlohmann::json& user_context) {
  const Row context(user_context);
  const Row isc(context.at("ISC"));
  const nlohmann::json& relay = isc.at("relay-agent-info");
  // A text before Kea 2.3, an object since.
  const auto suboptions = parse_hex(raw(relay.is_object() ? Row(relay).at("sub-options") : relay));
  if (suboptions) add_relay(lease, *suboptions);
}

void read_kea_lease(const Row& row, bool fixed, LeaseTable& table) {
  Lease lease;
  const auto ip = parse_ip(row.text("ip-address"));
  const auto since = row.number("cltt");
  const auto lifetime = row.number("valid-lft");
  const auto state = row.number("state");
  const auto id = parse_octets(raw(row.at(ip && ip->v6 ? "duid" : "client-id")));
  constexpr long long kLatest = 1LL << 40;  // far from where times overflow
  if (!ip || !since || !lifetime || !state || !id || *since < 0 || *since > kLatest ||
      *lifetime < 0 || *lifetime > kInfinite) {
    return table.broken(
        Error("Kea tells a lease that cannot be read: \"" + row.text("ip-address") + "\""));
  }
  lease.ip = *ip;
  lease.mac = row.mac("hw-address");
  lease.ends = kea_end(*since, *lifetime);
  lease.since = since;
  lease.subnet = row.text("subnet-id");
  set_kea_state(lease, *state);
  if (row.text("type") == "IA_PD") lease.state = "delegated prefix";
  lease.name = kea_name(raw(row.at("hostname")));
  lease.fixed = fixed;
  ip->v6 ? add_duid(lease, *id) : add_client_id(lease, *id);
  add_kea_relay(lease, row.at("user-context"));
  table.add(std::move(lease));
}

void read_kea_leases(const LeaseText& text, LeaseTable& table) {
  Memfile memfile(table);
  each_line(text, table, [&](const LeaseLine& line) { memfile.read(line); });
}

}  // namespace muster
