#include "wire/snmp/session.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstring>
#include <deque>
#include <optional>
#include <random>

#include "core/text.h"
#include "wire/snmp/usm.h"
#include "wire/thrown.h"
// after net-snmp's own headers
#include <net-snmp/library/large_fd_set.h>

namespace muster {
namespace {

// No configuration, no MIBs, nothing written, no log of its own: init_snmp() would do all of that.
void start_library() {
  static const bool started = [] {
    netsnmp_register_loghandler(NETSNMP_LOGHANDLER_NONE, LOG_DEBUG);
    netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_READ_CONFIGS, 1);
    netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_PERSIST_STATE, 1);
    netsnmp_ds_set_string(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_APPTYPE, "muster");
    netsnmp_session unused;
    snmp_sess_init(&unused);
    init_snmp_transport();
    init_snmpv3("muster");
    setup_engineID(nullptr, "muster");
    // what reading a configuration would end with: random salts, the user of discovery
    snmp_call_callbacks(SNMP_CALLBACK_LIBRARY, SNMP_CALLBACK_POST_PREMIB_READ_CONFIG, nullptr);
    return true;
  }();
  (void)started;
}

int32_t new_request_id() {
  static std::mt19937 numbers{std::random_device{}()};
  return static_cast<int32_t>(numbers() >> 1) | 1;
}

SnmpValue value_of(const netsnmp_variable_list& variable) {
  SnmpValue value;
  switch (variable.type) {
    case ASN_INTEGER:
    case ASN_COUNTER:
    case ASN_GAUGE:
    case ASN_TIMETICKS:
      value.type = static_cast<SnmpType>(variable.type);
      value.number = *variable.val.integer;
      break;
    case ASN_UINTEGER:
      value.type = SnmpType::gauge32;
      value.number = *variable.val.integer;
      break;
    case ASN_COUNTER64:
      value.type = SnmpType::counter64;
      value.number = static_cast<int64_t>(uint64_t{variable.val.counter64->high} << 32 |
                                          (variable.val.counter64->low & 0xffffffffU));
      break;
    case ASN_OCTET_STR:
    case ASN_IPADDRESS:
    case ASN_OPAQUE:
      value.type = static_cast<SnmpType>(variable.type);
      value.octets.assign(reinterpret_cast<const char*>(variable.val.string), variable.val_len);
      break;
    case ASN_OBJECT_ID:
      value.type = SnmpType::oid;
      value.oid.assign(variable.val.objid, variable.val.objid + variable.val_len / sizeof(oid));
      break;
    default:
      break;
  }
  return value;
}

std::vector<SnmpBinding> bindings_of(const netsnmp_pdu& pdu) {
  std::vector<SnmpBinding> bindings;
  for (const auto* variable = pdu.variables; variable != nullptr;
       variable = variable->next_variable) {
    const bool absent = variable->type == SNMP_NOSUCHOBJECT ||
                        variable->type == SNMP_NOSUCHINSTANCE ||
                        variable->type == SNMP_ENDOFMIBVIEW;
    bindings.push_back({Oid(variable->name, variable->name + variable->name_length),
                        absent ? SnmpValue{} : value_of(*variable), absent});
  }
  return bindings;
}

// The counter a report carries says what was wrong (RFC 3414 §5, RFC 3412 §5).
enum class Report { none, level, clock, user, engine, digest, cipher, context, other };

Report report_of(const netsnmp_pdu& pdu) {
  if (pdu.variables == nullptr) return Report::other;
  const Oid counter(pdu.variables->name, pdu.variables->name + pdu.variables->name_length);
  if (counter == Oid{1, 3, 6, 1, 6, 3, 12, 1, 5, 0}) return Report::context;
  if (!starts_with(counter, {1, 3, 6, 1, 6, 3, 15, 1, 1}) || counter.size() != 11) {
    return Report::other;
  }
  constexpr std::array kinds{Report::other,  Report::level,  Report::clock, Report::user,
                             Report::engine, Report::digest, Report::cipher};
  return counter[9] < kinds.size() ? kinds[counter[9]] : Report::other;
}

std::string words_of(Report report) {
  switch (report) {
    case Report::level:
      return "the user is set up with another level of security";
    case Report::clock:
      return "its engine's boots and time do not fit (notInTimeWindow)";
    case Report::user:
      return "it does not know the user";
    case Report::digest:
      return "the authentication password or protocol is wrong";
    case Report::cipher:
      return "the privacy password or protocol is wrong";
    case Report::engine:
      return "it says it has another engine id than before";
    default:
      return "it reports an error of SNMPv3";
  }
}

class Session : public SnmpSession {
 public:
  Session(const SnmpAgent& agent, const std::string& peer, SnmpKeys& keys, Clock& clock)
      : agent_(agent), clock_(clock), is_v3_(agent.version == "3") {
    start_library();
    netsnmp_session wanted;
    snmp_sess_init(&wanted);
    wanted.peername = const_cast<char*>(peer.c_str());
    wanted.retries = agent.retries;
    wanted.timeout = agent.timeout.count() * 1000;
    wanted.version = is_v3_                 ? SNMP_VERSION_3
                     : agent.version == "1" ? SNMP_VERSION_1
                                            : SNMP_VERSION_2c;
    if (is_v3_) set_snmp_user(wanted, agent, keys);
    open_ = snmp_sess_open(&wanted);
    if (open_ == nullptr) {
      throw Error("no socket for " + visible(agent.address)).because(std::strerror(errno));
    }
    session().flags |= SNMP_FLAGS_DONT_PROBE;  // it would block; discovery is a request like others
    netsnmp_large_fd_set_init(&readable_, FD_SETSIZE);
    report_unreachable();
    for (size_t i = 0; i < flights_.size(); ++i) flights_[i] = {this, i, false, {}, {}, {}};
  }

  ~Session() override {
    closing_ = true;
    snmp_sess_close(open_);
    netsnmp_large_fd_set_cleanup(&readable_);
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  int descriptor() const override { return snmp_sess_transport(open_)->sock; }

  void send(size_t slot, const SnmpRequest& request) override {
    if (is_v3_ && session().securityEngineIDLen == 0) {
      waiting_.emplace_back(slot, request);
      if (!flights_[probe].open) launch(probe, probe_pdu());
      return;
    }
    launch(slot, pdu_of(request));
  }

  void read() override {
    const int socket = descriptor();
    NETSNMP_LARGE_FD_SET(socket, &readable_);
    const int fault = snmp_sess_read2(open_, &readable_);
    NETSNMP_LARGE_FD_CLR(socket, &readable_);
    thrown_.rethrow();
    if (fault != 0 && session().s_snmp_errno == SNMPERR_BAD_RECVFROM) unreachable();
    after_discovery();
  }

  void resend(Instant) override {
    snmp_sess_timeout(open_);
    thrown_.rethrow();
    after_discovery();
  }

  Instant due() const override {
    Instant first = Instant::max();
    for (const Flight& flight : flights_) {
      if (flight.open) first = std::min(first, flight.due);
    }
    return first;
  }

  std::vector<SnmpReply> take() override { return std::exchange(replies_, {}); }

  std::string engine() const override {
    const netsnmp_session& session = *snmp_sess_session(open_);
    return {reinterpret_cast<const char*>(session.securityEngineID), session.securityEngineIDLen};
  }

 private:
  static constexpr size_t probe = slots;

  struct Flight {
    Session* owner = nullptr;
    size_t slot = 0;
    bool open = false;
    Instant sent, due;
    Report report = Report::none;
  };

  // A little after the library's own, which is reckoned in microseconds.
  Instant expiry() const { return clock_.instant() + agent_.timeout + Milliseconds(1); }

  netsnmp_session& session() const { return *snmp_sess_session(open_); }

  void report_unreachable() const {
    const int on = 1;
    if (setsockopt(descriptor(), IPPROTO_IP, IP_RECVERR, &on, sizeof on) != 0) {
      setsockopt(descriptor(), IPPROTO_IPV6, IPV6_RECVERR, &on, sizeof on);
    }
  }

  void set_community(netsnmp_pdu& pdu, const SnmpRequest& request) const {
    std::string community = agent_.community.reveal();
    if (request.vlan != 0) community += "@" + std::to_string(request.vlan);
    if (request.vlan == 0 && !request.context.empty()) community += "@" + request.context;
    pdu.community = reinterpret_cast<u_char*>(strdup(community.c_str()));
    pdu.community_len = community.size();
  }

  netsnmp_pdu* pdu_of(const SnmpRequest& request) const {
    constexpr std::array<int, 3> commands{SNMP_MSG_GET, SNMP_MSG_GETNEXT, SNMP_MSG_GETBULK};
    netsnmp_pdu* pdu = snmp_pdu_create(commands[static_cast<size_t>(request.kind)]);
    pdu->reqid = new_request_id();
    if (request.kind == SnmpRequest::Kind::bulk) {
      pdu->non_repeaters = 0;
      pdu->max_repetitions = request.repetitions;
    }
    if (is_v3_) {
      const std::string context =
          request.vlan != 0 ? "vlan-" + std::to_string(request.vlan) : request.context;
      pdu->contextName = strdup(context.c_str());
      pdu->contextNameLen = context.size();
    } else {
      set_community(*pdu, request);
    }
    const std::vector<oid> name(request.oid.begin(), request.oid.end());
    snmp_add_null_var(pdu, name.data(), name.size());
    return pdu;
  }

  // RFC 3414 §4: a request of nobody, whose report has the engine id.
  static netsnmp_pdu* probe_pdu() {
    netsnmp_pdu* pdu = snmp_pdu_create(SNMP_MSG_GET);
    pdu->version = SNMP_VERSION_3;
    pdu->securityName = strdup("");
    pdu->securityLevel = SNMP_SEC_LEVEL_NOAUTH;
    pdu->securityModel = SNMP_SEC_MODEL_USM;
    return pdu;
  }

  void launch(size_t slot, netsnmp_pdu* pdu) {
    Flight& flight = flights_[slot];
    flight.open = true;
    flight.report = Report::none;
    flight.sent = clock_.instant();
    flight.due = expiry();
    const bool sent = snmp_sess_async_send(open_, pdu, &Session::told, &flight) != 0;
    if (!sent) snmp_free_pdu(pdu);
    thrown_.rethrow();
    if (sent) return;
    if (flight.open) fail(flight, SnmpReply::Outcome::unsent, "it cannot be sent");
    if (slot == probe) after_discovery();
  }

  static int told(int operation, netsnmp_session*, int, netsnmp_pdu* pdu, void* magic) {
    auto& flight = *static_cast<Flight*>(magic);
    Session& owner = *flight.owner;
    return owner.thrown_.guard(1, [&] {
      if (!owner.closing_ && flight.open) owner.note(flight, operation, pdu);
      return 1;
    });
  }

  void note(Flight& flight, int operation, const netsnmp_pdu* pdu) {
    if (pdu != nullptr && pdu->command == SNMP_MSG_REPORT) flight.report = report_of(*pdu);
    switch (operation) {
      case NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE:
        received(flight, *pdu);
        break;
      case NETSNMP_CALLBACK_OP_RESEND:
        flight.due = expiry();
        break;
      case NETSNMP_CALLBACK_OP_TIMED_OUT:
        timed_out(flight);
        break;
      case NETSNMP_CALLBACK_OP_SEC_ERROR:
        not_accepted(flight);
        break;
      default:
        fail(flight, SnmpReply::Outcome::unsent, std::strerror(session().s_errno));
        break;
    }
  }

  void received(Flight& flight, const netsnmp_pdu& pdu) {
    if (pdu.command != SNMP_MSG_RESPONSE || flight.slot == probe) return;
    SnmpReply reply{.slot = flight.slot, .bindings = bindings_of(pdu), .why = ""};
    reply.status = static_cast<int>(pdu.errstat);
    reply.round_trip =
        std::chrono::duration_cast<std::chrono::microseconds>(clock_.instant() - flight.sent);
    flight.open = false;
    replies_.push_back(std::move(reply));
  }

  void timed_out(Flight& flight) { fail(flight, SnmpReply::Outcome::silence, ""); }

  void not_accepted(Flight& flight) {
    if (flight.slot == probe && flight.report == Report::engine) {
      flight.open = false;  // the session now has the engine id
      return;
    }
    const bool context = flight.report == Report::context;
    fail(flight, context ? SnmpReply::Outcome::context : SnmpReply::Outcome::identity,
         flight.report == Report::none ? snmp_api_errstring(session().s_snmp_errno)
                                       : words_of(flight.report));
  }

  void fail(Flight& flight, SnmpReply::Outcome outcome, const std::string& why) {
    flight.open = false;
    if (flight.slot != probe) {
      replies_.push_back({.slot = flight.slot, .outcome = outcome, .bindings = {}, .why = why});
      return;
    }
    for (const auto& [slot, request] : std::exchange(waiting_, {})) {
      replies_.push_back({.slot = slot, .outcome = outcome, .bindings = {}, .why = why});
    }
  }

  // An ICMP error: nothing will answer what is under way.
  void unreachable() {
    const std::string why = std::strerror(session().s_errno);
    for (Flight& flight : flights_) {
      if (flight.open) fail(flight, SnmpReply::Outcome::unsent, why);
    }
  }

  void after_discovery() {
    if (waiting_.empty() || flights_[probe].open || session().securityEngineIDLen == 0) return;
    const auto waiting = std::exchange(waiting_, {});
    const bool ready = add_snmp_user(session());
    for (const auto& [slot, request] : waiting) {
      if (ready) launch(slot, pdu_of(request));
      if (ready) continue;
      replies_.push_back({.slot = slot,
                          .outcome = SnmpReply::Outcome::identity,
                          .bindings = {},
                          .why = "its keys cannot be made"});
    }
  }

  const SnmpAgent& agent_;
  Clock& clock_;
  bool is_v3_;
  bool closing_ = false;
  void* open_ = nullptr;
  netsnmp_large_fd_set readable_{};
  std::array<Flight, slots + 1> flights_;
  std::deque<std::pair<size_t, SnmpRequest>> waiting_;  // for the engine id
  std::vector<SnmpReply> replies_;
  Thrown thrown_;
};

}  // namespace

std::unique_ptr<SnmpSession> open_snmp_session(const SnmpAgent& agent, const std::string& peer,
                                               SnmpKeys& keys, Clock& clock) {
  return std::make_unique<Session>(agent, peer, keys, clock);
}

}  // namespace muster
