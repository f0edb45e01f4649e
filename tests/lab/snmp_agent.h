#pragma once
#include <random>

#include "snmp_rows.h"

namespace muster::lab {

// How an agent differs from a good one.
struct Manners {
  int delay = 0;            // ms before each answer
  int loss = 0;             // % of requests not answered
  int too_big = 0;          // more repetitions than this are tooBig; 0 none
  int bulk_lost = 0;        // answers of more rows than this never arrive; 0 none
  bool dead = false;        // answers nothing
  bool v1_only = false;     // answers v1 alone
  bool disorder = false;    // every two neighbours change places in a walk
  bool loop = false;        // a walk goes back after thirty rows, for ever
  bool garbage = false;     // bad datagrams come before each answer
  bool wrong_id = false;    // answers carry another request id
  bool empty_bulk = false;  // GETBULK is answered with no variable
  bool no_context = false;  // other contexts are answered from the agent's own rows
};

Manners parse_manners(const std::vector<std::string>& words);  // {"delay=5", "dead"}

class SnmpAgent {
 public:
  SnmpAgent(Views views, std::string community, Manners manners);
  // Datagrams to send back, in their order.
  std::vector<std::string> answer(std::string_view request);
  const Manners& manners() const { return manners_; }

 private:
  struct Pdu;
  struct Answer {
    int64_t status = 0, place = 0;
    std::string variables;
  };
  std::optional<Pdu> parse(std::string_view request) const;
  const Rows* view_of(std::string_view community) const;
  std::string respond(const Pdu& pdu, const Rows& rows) const;
  Answer one_each(const Pdu& pdu, const Rows& rows) const;
  Answer bulk(const Pdu& pdu, const Rows& rows) const;
  static const Row* find(const Rows& rows, const Oid& oid);
  const Row* next(const Rows& rows, const Oid& oid) const;
  bool lost();

  Views views_;
  std::string community_;
  Manners manners_;
  std::mt19937 random_{1};
};

}  // namespace muster::lab
