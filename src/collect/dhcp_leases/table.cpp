#include "collect/dhcp_leases/table.h"

#include <algorithm>
#include <charconv>

#include "collect/client_id.h"
#include "core/text.h"

namespace muster {
namespace {

constexpr size_t kMostLeases = 1'000'000;
constexpr size_t kBrokenShown = 20;

bool printable(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c >= ' ' && c < 0x7f; });
}

// Relay agents fill the ids of option 82 with text or with numbers.
std::string relay_text(const std::string& bytes) {
  if (printable(bytes)) return clean(bytes);
  std::string hex = render_octets(bytes);
  std::erase(hex, ':');
  return clean("0x" + hex);
}

std::string relay_port(const Lease& lease) {
  const std::string remote = relay_text(lease.remote);
  const std::string circuit = relay_text(lease.circuit);
  return remote.empty() || circuit.empty() ? remote + circuit : remote + " " + circuit;
}

// What leases of one MAC are compared in: a host has one in each.
std::string subnet_of(const Lease& lease) {
  return lease.subnet.empty() ? render(Cidr{lease.ip, 24}.network()) : lease.subnet;
}

std::optional<long long> age_of(const Lease& lease) {
  return lease.since ? lease.since : lease.ends;
}

// Why a lease gives no fact; "" when it does.
std::string refusal(const Lease& lease, long long now) {
  if (!lease.state.empty()) return lease.state;
  if (lease.ends && *lease.ends <= now) return "expired";
  if (!is_host_address(lease.ip)) return "no host address";
  if (!lease.mac && lease.duid.empty()) return "no MAC or DUID";
  return "";
}

LeaseFact fact_of(const Lease& lease) {
  LeaseFact fact;
  fact.address = Cidr{lease.ip, lease.ip.width()};
  fact.mac = lease.mac;
  const std::string name = clean(lease.name);
  if (!name.empty() && name != "*") fact.names = {{name, NameSource::lease}};
  fact.duid = lease.duid;
  fact.relay = relay_port(lease);
  fact.fixed = lease.fixed;
  fact.alive = true;
  return fact;
}

}  // namespace

void LeaseTable::add(Lease lease) {
  if (lease.mac && lease.mac->bits() == 0) lease.mac.reset();
  const auto at = leases_.find(lease.ip);
  if (at != leases_.end()) {
    drop("superseded");
    at->second = std::move(lease);
  } else if (leases_.size() < kMostLeases) {
    leases_.emplace(lease.ip, std::move(lease));
  } else {
    drop("too many");
  }
}

void LeaseTable::broken(const LeaseLine& line, size_t offset, const std::string& message) {
  broken(Error(message).at({line.file, line.number, static_cast<int>(offset) + 1, ""}));
}

void LeaseTable::lose(const std::string& why) {
  drop(why);
  ++rows_.lost;
}

void LeaseTable::wider(const LeaseLine& line, size_t offset) {
  if (wider_++ > 0) return;
  trouble(
      Error("the rows from here on have more fields than muster knows; what follows is not read")
          .at({line.file, line.number, static_cast<int>(offset) + 1, ""})
          .as(Severity::note));
}

void LeaseTable::broken(Error error) {
  lose("broken");
  broken_in_ = error.where.file;
  if (++broken_ <= kBrokenShown) trouble(std::move(error));
}

LeaseRows LeaseTable::finish(long long now) && {
  if (broken_ > kBrokenShown) {
    trouble(Error(counted(broken_ - kBrokenShown, "more row") + " cannot be read")
                .at({broken_in_, 0, 0, ""}));
  }
  if (rows_.dropped.contains("too many")) {
    trouble(Error("there are more than " + counted(kMostLeases, "lease")));
  }
  for (const auto& [ip, suboptions] : relays_) {
    if (const auto lease = leases_.find(ip); lease != leases_.end()) {
      add_relay(lease->second, suboptions);
    }
  }
  drop_older(now);
  for (const auto& [ip, lease] : leases_) tell_lease(lease, now);
  return std::move(rows_);
}

void LeaseTable::tell_lease(const Lease& lease, long long now) {
  const std::string why = refusal(lease, now);
  if (!why.empty()) return lease.strange ? lose(why) : drop(why);
  rows_.facts.push_back(fact_of(lease));
}

// A host that asks in another way, say first its firmware and then its system, has a second lease
// while the first one still runs.
void LeaseTable::drop_older(long long now) {
  std::map<std::pair<Mac, std::string>, long long> newest;
  const auto key = [](const Lease& lease) { return std::pair(*lease.mac, subnet_of(lease)); };
  const auto competes = [&](const Lease& lease) {
    return lease.mac && !lease.ip.v6 && !lease.fixed && age_of(lease) &&
           refusal(lease, now).empty();
  };
  for (const auto& [ip, lease] : leases_) {
    if (!competes(lease)) continue;
    long long& best = newest.try_emplace(key(lease), *age_of(lease)).first->second;
    best = std::max(best, *age_of(lease));
  }
  for (auto& [ip, lease] : leases_) {
    if (competes(lease) && *age_of(lease) < newest.at(key(lease))) {
      lease.state = "older lease of its MAC";
    }
  }
}

void each_line(const LeaseText& text, LeaseTable& table,
               const std::function<void(const LeaseLine&)>& read) {
  std::string_view rest = text.text;
  for (int number = 1; !rest.empty(); ++number) {
    const size_t end = rest.find('\n');
    const std::string_view whole = rest.substr(0, end);
    const LeaseLine line{text.file, whole.substr(0, whole.find_last_not_of(" \t\r") + 1), number};
    if (line.text.size() > kLongestLine) {
      table.broken(line, kLongestLine, "the line is longer than 64 KiB");
    } else if (end == std::string_view::npos) {
      table.broken(line, line.text.size(), "the line is cut off");
    } else if (!line.text.empty()) {
      read(line);
    }
    rest.remove_prefix(std::min(rest.size(), end == std::string_view::npos ? end : end + 1));
  }
}

std::string render_octets(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (!text.empty()) text += ':';
    text += {kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return text;
}

namespace {

std::optional<char> parse_octet(std::string_view digits) {
  unsigned char value = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return static_cast<char>(value);
}

}  // namespace

std::optional<std::string> parse_octets(std::string_view text) {
  std::string bytes;
  while (!text.empty()) {
    const size_t end = std::min(text.find(':'), text.size());
    const auto octet = end <= 2 ? parse_octet(text.substr(0, end)) : std::nullopt;
    if (!octet || end + 1 == text.size()) return std::nullopt;
    bytes += *octet;
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  return bytes;
}

void add_client_id(Lease& lease, std::string_view bytes) {
  const ClientId id = parse_client_id(render_octets(bytes));
  if (lease.duid.empty()) lease.duid = id.duid;
  if (!lease.mac) lease.mac = id.mac;
}

void add_duid(Lease& lease, std::string_view bytes) {
  std::string digits = render_octets(bytes);
  std::erase(digits, ':');
  const ClientId id = parse_duid(digits);
  if (lease.duid.empty()) lease.duid = id.duid;
  if (!lease.mac) lease.mac = id.mac;
}

void add_relay(Lease& lease, std::string_view suboptions) {
  constexpr char kCircuit = 1;
  constexpr char kRemote = 2;
  std::string circuit;
  std::string remote;
  while (!suboptions.empty()) {
    if (suboptions.size() < 2) return;
    const char code = suboptions[0];
    const size_t size = static_cast<unsigned char>(suboptions[1]);
    const std::string_view value = suboptions.substr(2, size);
    if (value.size() < size) return;
    if (code == kCircuit) circuit = value;
    if (code == kRemote) remote = value;
    suboptions.remove_prefix(2 + size);
  }
  if (!circuit.empty()) lease.circuit = circuit;
  if (!remote.empty()) lease.remote = remote;
}

}  // namespace muster
