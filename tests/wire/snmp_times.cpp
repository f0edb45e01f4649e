// A talk's time, in virtual time: agents that answer slowly or not at all.
#include <catch2/catch.hpp>

#include "snmp_scene.h"
#include "wire/snmp/conversation.h"

using namespace muster;
using namespace muster::test;

namespace {

// Answers each request for rows with the next one, or with silence, when its time has come.
class SlowSession : public SnmpSession {
 public:
  SlowSession(const Instant& now, Milliseconds takes, bool silent)
      : now_(now), takes_(takes), silent_(silent) {}

  int descriptor() const override { return -1; }
  void send(size_t slot, const SnmpRequest& request) override {
    flights_.push_back({now_ + takes_, slot, request.oid});
  }
  void read() override {}
  void resend(Instant now) override {
    while (!flights_.empty() && flights_.front().due <= now) {
      replies_.push_back(answer(flights_.front()));
      flights_.pop_front();
    }
  }
  Instant due() const override { return flights_.empty() ? Instant::max() : flights_.front().due; }
  std::vector<SnmpReply> take() override { return std::exchange(replies_, {}); }
  std::string engine() const override { return ""; }

 private:
  struct Flight {
    Instant due;
    size_t slot = 0;
    Oid oid;
  };

  SnmpReply answer(const Flight& flight) {
    SnmpReply reply;
    reply.slot = flight.slot;
    if (silent_) reply.outcome = SnmpReply::Outcome::silence;
    Oid row = flight.oid;
    if (rows_++ == 0) row.push_back(0);
    ++row.back();
    if (!silent_) reply.bindings.push_back({row, {}, false});
    return reply;
  }

  const Instant& now_;
  Milliseconds takes_;
  bool silent_;
  size_t rows_ = 0;
  std::deque<Flight> flights_;
  std::vector<SnmpReply> replies_;
};

// The whole talk with an agent that takes `takes` for each answer; how long it lasted.
Milliseconds last(ListTalk& talk, Milliseconds takes, bool silent, const SnmpTrace& trace = {}) {
  SnmpEngines engines;
  Instant now;
  SnmpConversation conversation(talk, engines, trace);
  conversation.begin(
      [&](const SnmpAgent&) { return std::make_unique<SlowSession>(now, takes, silent); }, now);
  while (!conversation.ended()) {
    now = conversation.due();
    conversation.tick(now);
  }
  return std::chrono::duration_cast<Milliseconds>(now.time_since_epoch());
}

}  // namespace

TEST_CASE("an agent whose table has no end is left at the deadline, with the rows it gave") {
  ListTalk talk;
  talk.who.address = "10.20.0.4";
  talk.who.deadline = Seconds(36'000);
  talk.rounds = {{column("1.3.6.1.2.1.2.2.1.2")}, {column("1.3.6.1.2.1.2.2.1.8")}};
  CHECK(last(talk, Seconds(7), false) == talk.who.deadline);
  const SnmpAnswer& first = talk.answers.at(0).at(0);
  CHECK_FALSE(first.complete);
  CHECK(first.rows.size() == 36'000 / 7);
  CHECK(render(first.error.value()) ==
        "error: 10.20.0.4 was not read within 36000 s\n"
        "  why: it was being asked for 1.3.6.1.2.1.2.2.1.2\n"
        "  fix: raise `deadline`, or see why the agent is slow\n");
  CHECK(talk.answers.at(1).at(0).error->message == first.error->message);
}

TEST_CASE("an agent that never answers costs one request's time-out, whatever is asked") {
  ListTalk talk;
  talk.who.address = "10.20.0.4";
  talk.rounds = {{column("1.3.6.1.2.1.1.1"), column("1.3.6.1.2.1.1.2"), column("1.3.6.1.2.1.1.3")}};
  CHECK(last(talk, Seconds(4), true) == Seconds(4));
  REQUIRE(talk.answers.at(0).size() == 3);
  for (const SnmpAnswer& answer : talk.answers[0]) {
    CHECK(answer.error->message == "no answer from 10.20.0.4 to 1.3.6.1.2.1.1.1");
  }
}

TEST_CASE("every question that was sent is traced once, without community and password") {
  ListTalk talk;
  talk.who.address = "10.20.0.4";
  talk.who.community = Secret("a community");
  SnmpQuestion names = column("1.3.6.1.2.1.31.1.1.1.1");
  names.what = "ifName, a community";
  names.vlan = 20;
  names.max_rows = 3;
  SnmpQuestion other = column("1.3.6.1.2.1.17.1.1");
  other.bulk = false;
  talk.rounds = {{names}, {other}};
  std::vector<std::string> lines;
  const auto note = [&](const std::string& line) { lines.push_back(line); };
  last(talk, Seconds(2), false, note);
  CHECK(lines ==
        std::vector<std::string>{
            "10.20.0.4 v2c GETBULK ifName, (scrubbed) (1.3.6.1.2.1.31.1.1.1.1) in VLAN 20: 3 rows, "
            "4 requests, 8000 ms: 10.20.0.4 has more than 3 rows of ifName, (scrubbed) "
            "(1.3.6.1.2.1.31.1.1.1.1) in VLAN 20",
            "10.20.0.4 v2c GETNEXT 1.3.6.1.2.1.17.1.1: 0 rows, 1 request, 2000 ms"});

  ListTalk silent;
  silent.who.address = "10.20.0.4";
  silent.rounds = {{other, other}};
  lines.clear();
  last(silent, Seconds(4), true, note);
  CHECK(lines == std::vector<std::string>{
                     "10.20.0.4 v2c GETNEXT 1.3.6.1.2.1.17.1.1: 0 rows, 1 request, 4000 ms: no "
                     "answer from 10.20.0.4 to 1.3.6.1.2.1.17.1.1"});
}
