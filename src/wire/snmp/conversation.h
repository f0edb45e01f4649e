// The talk with one agent: which question is asked when, how many rows at once, when to stop.
#pragma once
#include <array>
#include <functional>
#include <map>
#include <set>

#include "wire/echo.h"
#include "wire/snmp/pace.h"
#include "wire/snmp/session.h"

namespace muster {

// Engine id → the addresses of the agents that told it.
using SnmpEngines = std::map<std::string, std::set<std::string>>;

class SnmpConversation {
 public:
  // `trace` and `engines` outlive it.
  SnmpConversation(SnmpTalk& talk, SnmpEngines& engines, const SnmpTrace& trace);

  // `open` as open_snmp_session() does it.
  using Open = std::function<std::unique_ptr<SnmpSession>(const SnmpAgent& agent)>;
  void begin(const Open& open, Instant now);
  // Answers with `error` whatever is open or will be asked.
  void abandon(const Error& error);
  bool ended() const { return ended_; }
  void close() { session_.reset(); }

  int descriptor() const { return session_->descriptor(); }
  void read(Instant now);  // its descriptor is readable
  void tick(Instant now);  // what is due
  Instant due() const;     // of the next tick
  const SnmpAgent& agent() const { return agent_; }

 private:
  using Context = std::pair<int, std::string>;
  struct Slot {
    bool busy = false;
    size_t walk = 0;
    int repetitions = 0;
    SnmpRequest::Kind kind = SnmpRequest::Kind::get;  // of the request sent last
    size_t requests = 0;
    Instant since;
  };

  template <class Work>
  void isolate(Work&& work);
  void do_what_is_due(Instant now);
  void advance();
  SnmpAnswer without_echoes(SnmpAnswer answer) const;
  void ask_next(const std::vector<SnmpAnswer>& answers);
  void start();  // questions into free slots
  void start_one(size_t slot);
  void send(size_t slot);
  void take_replies();
  void take_reply(SnmpReply reply);
  void take_answer(Slot& slot, SnmpReply& reply);
  void take_status(Slot& slot, int status);
  void take_silence(Slot& slot);
  bool ask_for_less(const Slot& slot);
  void end(Slot& slot);
  void give_up(Error error);
  void give_up_context(const SnmpQuestion& question, const Error& error);
  Error not_accepted(const std::string& why) const;
  std::string twin() const;

  SnmpTalk& talk_;
  const SnmpAgent& agent_;
  SnmpEngines& engines_;
  const SnmpTrace& trace_;
  Instant now_;
  Echoes echoes_;
  std::unique_ptr<SnmpSession> session_;
  size_t room_;  // bytes left for the rows of all walks
  std::vector<SnmpWalk> walks_;
  size_t started_ = 0;
  std::array<Slot, SnmpSession::slots> slots_;
  SnmpPace pace_;
  std::set<Context> answered_;  // contexts that have answered
  std::map<Context, Error> silent_;
  int losses_ = 0;  // time-outs since the last answer
  std::optional<Error> dead_;
  Instant deadline_ = Instant::max();
  bool ended_ = false;
};

}  // namespace muster
