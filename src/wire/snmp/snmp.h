// SNMP as muster sees it: many agents asked at once from one thread, read only, no MIB files.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "core/secret.h"

namespace muster {

using Oid = std::vector<uint32_t>;
std::string render(const Oid& oid);                   // "1.3.6.1.2.1.1.1.0"
std::optional<Oid> parse_oid(std::string_view text);  // with or without a leading dot
bool starts_with(const Oid& oid, const Oid& prefix);

// RFC 2578 types by their BER tags.
enum class SnmpType : uint8_t {
  integer = 2,
  octets = 4,
  null = 5,
  oid = 6,
  address = 64,
  counter32 = 65,
  gauge32 = 66,
  timeticks = 67,
  opaque = 68,  // octets, as they came
  counter64 = 70,
};

struct SnmpValue {
  SnmpType type = SnmpType::null;
  int64_t number = 0;  // integer, counters, gauge, time ticks
  std::string octets;  // octets, opaque, address (4 bytes): as they came
  Oid oid;
  bool operator==(const SnmpValue&) const = default;
};

struct SnmpRow {
  Oid index;  // what follows the OID asked for
  SnmpValue value;
  bool operator==(const SnmpRow&) const = default;
};

struct SnmpAgent {
  std::string name;            // whose tape its answers go on, "switch:sw-b1-04"
  std::string address;         // "10.20.0.4", "sw-b1-04.example", "[2001:db8::4]:1161"
  std::string version = "2c";  // "1" | "2c" | "3"
  Secret community;
  std::string user;
  std::string auth = "none";  // the words of SnmpConfig
  Secret auth_password;
  std::string priv = "none";
  Secret priv_password;
  Milliseconds timeout{2'000};  // of one request
  int retries = 1;
  Milliseconds deadline{300'000};  // of the whole talk
  size_t max_bytes = 256 << 20;    // of the rows of the whole talk, in memory
};

// One column (or any subtree) to walk, or with `get` the one instance to ask for.
struct SnmpQuestion {
  Oid oid;
  bool get = false;
  // A VLAN's own tables (Cisco): v1 and v2c ask as community "<community>@<vlan>", v3 in the
  // context "vlan-<vlan>". 0 none.
  int vlan = 0;
  std::string context;  // v3 context, v2c community suffix "@<context>"; "" none
  bool bulk = true;     // false: GETNEXT row by row, for agents that answer GETBULK wrongly
  size_t max_rows = 200'000;
  size_t max_bytes = 64 << 20;  // of its rows, in memory
  std::string what;             // in words, for errors: "the forwarding table"; "" the OID alone
};

struct SnmpAnswer {
  std::vector<SnmpRow> rows;   // in the order they came; agents do send them unordered
  bool complete = false;       // read to its end; true without rows where there is no such object
  std::optional<Error> error;  // why it is not complete
};

// What is asked of one agent. Questions of one call are asked one or two at a time; when all are
// answered, next() is told the answers, in order, and gives what is to be asked then. The first
// call has no answers; the talk ends when it gives nothing. An agent that does not answer at all
// ends its talk after the time-out and retries of the first question: the rest is answered with
// that error without being sent; a VLAN or context that does not answer ends its own questions
// alone. next() is called from the one thread of Snmp::talk; what it throws ends its own talk, so
// that its last questions stay without answers.
class SnmpTalk {
 public:
  virtual ~SnmpTalk() = default;
  virtual const SnmpAgent& agent() const = 0;
  virtual std::vector<SnmpQuestion> next(std::span<const SnmpAnswer> answers) = 0;
};

class Snmp {
 public:
  virtual ~Snmp() = default;
  // All talks at once, each bounded by its own deadline; returns when all have ended. Throws
  // nothing for what agents do. On a stop request what is open is answered with an error.
  virtual void talk(std::span<SnmpTalk* const> talks, std::stop_token stop) = 0;
};

// Is told a line for every question that was sent, when it ends: "10.20.0.4 v2c GETBULK ifName
// (1.3.6.1.2.1.31.1.1.1.1) in VLAN 20: 48 rows, 3 requests, 21 ms". Never a community or password.
using SnmpTrace = std::function<void(const std::string& line)>;

// net-snmp, single-session API. Loads no MIBs, reads no configuration, writes no files. When a
// request is sent again it reckons by the real time.
std::unique_ptr<Snmp> make_snmp(Clock& clock, SnmpTrace trace = {});

// Answers every question with an Error: for a world without SNMP.
Snmp& no_snmp();

}  // namespace muster
