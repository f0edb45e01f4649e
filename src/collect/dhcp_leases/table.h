// Leases of any DHCP server to facts. Pure.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "model/observation.h"

namespace muster {

// The longest line that is read; no server writes one as long.
inline constexpr size_t kLongestLine = 64 << 10;

// A lease file as read. What is wrong in it is said as file:line:column, and not quoted: a path
// written by mistake may lead to a file of secrets.
struct LeaseText {
  std::string file;  // as shown
  std::string text;
};

// One row of a DHCP server's records, in muster's words.
struct Lease {
  Ip ip;
  std::optional<Mac> mac;
  std::string duid;                // lower-case hex
  std::string name;                // as told
  std::optional<long long> ends;   // seconds since 1970; nullopt: never, or not known
  std::optional<long long> since;  // when it was given or renewed
  std::string subnet;              // as the server numbers them, "" not told
  std::string state;               // why it is not in use: "free", "declined"; "" in use
  bool strange = false;            // in a state that muster does not know
  std::string circuit, remote;     // option 82 (RFC 3046), as bytes
  bool fixed = false;              // reserved for this client
};

// Rows received = facts + Σ dropped.
struct LeaseRows {
  std::vector<LeaseFact> facts;  // by address
  std::map<std::string, size_t> dropped;
  size_t lost = 0;  // of those dropped: rows whose meaning is not known
  Diagnostics trouble;
};

// A line of a lease file, without its end. `number` counts from 1.
struct LeaseLine {
  const std::string& file;
  std::string_view text;
  int number = 0;
};

class LeaseTable {
 public:
  // Takes the place of an earlier lease of the same address.
  void add(Lease lease);
  void drop(const std::string& why) { ++rows_.dropped[why]; }
  // A row of a form that is newer than muster, or of another server.
  void lose(const std::string& why);
  // Option 82 of a lease, told apart from it.
  void relay(const Ip& ip, std::string suboptions) { relays_[ip] = std::move(suboptions); }
  // Rows with more fields than muster knows, of which the first are read.
  void wider(const LeaseLine& line, size_t offset);
  // The row that begins at `offset` of the line, or is cut there, cannot be read.
  void broken(const LeaseLine& line, size_t offset, const std::string& message);
  void broken(Error error);
  // What is wrong with more than one row.
  void trouble(Error error) { rows_.trouble.add(std::move(error)); }

  LeaseRows finish(long long now) &&;

 private:
  void tell_lease(const Lease& lease, long long now);
  void drop_older(long long now);

  std::map<Ip, Lease> leases_;
  std::map<Ip, std::string> relays_;
  LeaseRows rows_;
  size_t broken_ = 0;
  size_t wider_ = 0;
  std::string broken_in_;  // the file of the last one
};

// Calls `read` for every line with something in it. A line that is too long, or the last one when
// it has no end, is broken.
void each_line(const LeaseText& text, LeaseTable& table,
               const std::function<void(const LeaseLine&)>& read);

// "<expiry> <mac> <address> <name> <client-id>" (dnsmasq(8), --dhcp-leasefile), on routers without
// a clock the length of the lease in place of its expiry; since 2.92 "vendorclass <address> <hex>"
// and "agent-info <address> <hex>" as well.
void read_dnsmasq_leases(const LeaseText& text, LeaseTable& table);
// dhcpd.leases(5) of ISC dhcpd, of IPv4 and of IPv6.
void read_isc_leases(const LeaseText& text, LeaseTable& table);
// A Kea memfile: CSV with a header; of IPv4, or of IPv6 where it has a column `duid`.
void read_kea_leases(const LeaseText& text, LeaseTable& table);

// Bytes as ":"-joined hex octets, and back; nullopt: they are none.
std::string render_octets(std::string_view bytes);
std::optional<std::string> parse_octets(std::string_view text);

// Client identifier and DUID as bytes; what the lease knows already stands.
void add_client_id(Lease& lease, std::string_view bytes);
void add_duid(Lease& lease, std::string_view bytes);
// Circuit and remote id out of the suboptions of option 82; none where their lengths do not add up.
void add_relay(Lease& lease, std::string_view suboptions);

}  // namespace muster
