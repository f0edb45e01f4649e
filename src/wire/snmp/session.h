// One agent's socket and the requests under way on it. Everything of net-snmp is behind this; none
// of it is safe in more than one thread.
#pragma once
#include <memory>

#include "wire/snmp/walk.h"

namespace muster {

struct SnmpRequest {
  enum class Kind { get, next, bulk };
  Kind kind = Kind::get;
  Oid oid;
  int repetitions = 0;
  int vlan = 0;
  std::string context;
};

struct SnmpReply {
  enum class Outcome {
    answer,    // `status` and `bindings`
    silence,   // after all retries
    context,   // the agent has no such context
    identity,  // SNMPv3: user, password or level not accepted, or clocks at odds; `why`
    unsent,    // nothing listens there, or it cannot be sent; `why`
  };
  size_t slot = 0;
  Outcome outcome = Outcome::answer;
  int status = 0;
  std::vector<SnmpBinding> bindings;
  std::chrono::microseconds round_trip{0};
  std::string why;
};

// Passwords become keys by hashing a megabyte (RFC 3414 A.2), so each is made once.
class SnmpKeys;
std::shared_ptr<SnmpKeys> make_snmp_keys();

class SnmpSession {
 public:
  static constexpr size_t slots = 2;  // requests under way

  virtual ~SnmpSession() = default;
  virtual int descriptor() const = 0;
  // The reply comes by take(), for SNMPv3 after the engine has been discovered.
  virtual void send(size_t slot, const SnmpRequest& request) = 0;
  virtual void read() = 0;               // one datagram, when there is one
  virtual void resend(Instant now) = 0;  // what is due, or give it up
  virtual Instant due() const = 0;       // when resend() has something to do
  virtual std::vector<SnmpReply> take() = 0;
  virtual std::string engine() const = 0;  // SNMPv3, the octets of its id; "" not known yet
};

// `peer` as resolve_snmp_address() gives it. Error: the agent's words do not fit together.
std::unique_ptr<SnmpSession> open_snmp_session(const SnmpAgent& agent, const std::string& peer,
                                               SnmpKeys& keys, Clock& clock);

}  // namespace muster
