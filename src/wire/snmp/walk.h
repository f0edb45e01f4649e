// One question's way through an agent's answers: rows kept, the end found (RFC 3416 §4.2.2,
// §4.2.3), disorder followed and loops ended. Knows no sockets.
#pragma once
#include <set>
#include <span>

#include "wire/snmp/snmp.h"

namespace muster {

struct SnmpBinding {
  Oid oid;
  SnmpValue value;
  bool absent = false;  // noSuchObject, noSuchInstance, endOfMibView
};

class SnmpWalk {
 public:
  // `room`: how many bytes the rows of all walks of the talk may still take; outlives the walk.
  SnmpWalk(const SnmpAgent& agent, SnmpQuestion question, size_t& room);

  const SnmpQuestion& question() const { return question_; }
  const Oid& cursor() const { return cursor_; }  // the OID to send next
  bool done() const { return done_; }

  void take(std::span<SnmpBinding> bindings);  // of an answer without error
  void end();                                  // there is nothing more
  void fail(Error error);
  const SnmpAnswer& so_far() const { return answer_; }
  SnmpAnswer answer() && { return std::move(answer_); }

 private:
  void take_one(SnmpBinding& binding);
  bool keep(SnmpBinding& binding);
  bool is_new(const Oid& oid);
  bool fits(const SnmpBinding& binding);

  const SnmpAgent& agent_;
  size_t& room_;
  size_t bytes_ = 0;
  SnmpQuestion question_;
  Oid cursor_;
  SnmpAnswer answer_;
  bool done_ = false;
  bool ordered_ = true;
  std::set<Oid> seen_;  // filled at the first disorder
};

}  // namespace muster
