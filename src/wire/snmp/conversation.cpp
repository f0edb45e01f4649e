#include "wire/snmp/conversation.h"

#include <algorithm>

#include "core/text.h"
#include "wire/snmp/words.h"

namespace muster {
namespace {

constexpr int no_error = 0, too_big = 1, no_such_name = 2;  // RFC 3416 §3
// What stops a talk that goes on asking an agent that is given up.
constexpr int most_rounds = 1000;

std::pair<int, std::string> context_of(const SnmpQuestion& question) {
  return {question.vlan, question.context};
}

std::string hex(const std::string& octets) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char c : octets) {
    text += digits[static_cast<uint8_t>(c) >> 4];
    text += digits[static_cast<uint8_t>(c) & 15];
  }
  return text;
}

}  // namespace

SnmpConversation::SnmpConversation(SnmpTalk& talk, SnmpEngines& engines, const SnmpTrace& trace)
    : talk_(talk), agent_(talk.agent()), engines_(engines), trace_(trace), room_(agent_.max_bytes) {
  for (const Secret* secret : {&agent_.community, &agent_.auth_password, &agent_.priv_password}) {
    echoes_.add(secret->reveal());
  }
}

// What is thrown, for want of memory or by a talk, ends this conversation alone.
template <class Work>
void SnmpConversation::isolate(Work&& work) {
  try {
    work();
  } catch (const std::exception& error) {
    ended_ |= dead_.has_value();
    if (!ended_) {
      abandon(Error(visible(agent_.address) + " was not read to its end").because(error.what()));
    }
  }
}

void SnmpConversation::begin(const Open& open, Instant now) {
  now_ = now;
  deadline_ = now + agent_.deadline;
  try {
    session_ = open(agent_);
  } catch (const Error& error) {
    return abandon(error);
  }
  isolate([&] {
    ask_next({});
    advance();
  });
}

void SnmpConversation::abandon(const Error& error) {
  isolate([&] {
    give_up(error);
    advance();
  });
}

void SnmpConversation::read(Instant now) {
  now_ = now;
  isolate([&] {
    session_->read();
    take_replies();
  });
  if (!ended_) tick(now);
}

void SnmpConversation::tick(Instant now) {
  now_ = now;
  isolate([&] { do_what_is_due(now); });
}

void SnmpConversation::do_what_is_due(Instant now) {
  if (!dead_ && now >= session_->due()) {
    session_->resend(now);
    take_replies();
  }
  if (!dead_ && now >= deadline_) {
    for (const Slot& slot : slots_) {
      if (slot.busy) return abandon(out_of_time(agent_, walks_[slot.walk].question()));
    }
  }
  advance();
}

Instant SnmpConversation::due() const { return std::min(deadline_, session_->due()); }

// Everything that can be done without waiting.
void SnmpConversation::advance() {
  for (int rounds = 0; !ended_ && rounds < most_rounds; ++rounds) {
    if (walks_.empty() && dead_ && rounds == 0) ask_next({});
    start();
    if (std::any_of(slots_.begin(), slots_.end(), [](const Slot& slot) { return slot.busy; })) {
      return;
    }
    if (ended_ || started_ < walks_.size()) continue;
    std::vector<SnmpAnswer> answers;
    for (SnmpWalk& walk : walks_) answers.push_back(without_echoes(std::move(walk).answer()));
    ask_next(answers);
  }
  ended_ = true;
}

SnmpAnswer SnmpConversation::without_echoes(SnmpAnswer answer) const {
  for (SnmpRow& row : answer.rows) echoes_.take_out(row.value.octets);
  if (answer.error) echoes_.take_out(*answer.error);
  return answer;
}

void SnmpConversation::ask_next(const std::vector<SnmpAnswer>& answers) {
  walks_.clear();
  started_ = 0;
  ended_ = true;  // also when next() throws
  for (SnmpQuestion& question : talk_.next(answers)) {
    walks_.emplace_back(agent_, std::move(question), room_);
  }
  ended_ = walks_.empty();
}

void SnmpConversation::start() {
  for (size_t i = 0; i < slots_.size(); ++i) {
    // One alone until the agent has shown that it is there.
    if (!dead_ && answered_.empty() && i > 0) return;
    while (!slots_[i].busy && started_ < walks_.size()) start_one(i);
  }
}

void SnmpConversation::start_one(size_t slot) {
  SnmpWalk& walk = walks_[started_++];
  const auto silent = silent_.find(context_of(walk.question()));
  if (dead_) return walk.fail(*dead_);
  if (silent != silent_.end()) return walk.fail(silent->second);
  slots_[slot] = {.busy = true, .walk = started_ - 1, .since = now_};
  send(slot);
}

void SnmpConversation::send(size_t number) {
  Slot& slot = slots_[number];
  const SnmpWalk& walk = walks_[slot.walk];
  const SnmpQuestion& question = walk.question();
  const bool bulk = question.bulk && agent_.version != "1" && pace_.repetitions() > 1;
  slot.repetitions = bulk && !question.get ? pace_.repetitions() : 0;
  slot.kind = question.get ? SnmpRequest::Kind::get
              : bulk       ? SnmpRequest::Kind::bulk
                           : SnmpRequest::Kind::next;
  ++slot.requests;
  session_->send(number, {.kind = slot.kind,
                          .oid = walk.cursor(),
                          .repetitions = slot.repetitions,
                          .vlan = question.vlan,
                          .context = question.context});
}

void SnmpConversation::take_replies() {
  for (auto replies = session_->take(); !replies.empty(); replies = session_->take()) {
    for (SnmpReply& reply : replies) take_reply(std::move(reply));
  }
}

void SnmpConversation::take_reply(SnmpReply reply) {
  Slot& slot = slots_[reply.slot];
  if (dead_ || !slot.busy) return;
  if (const std::string engine = session_->engine(); !engine.empty()) {
    engines_[engine].insert(agent_.address);
  }
  SnmpWalk& walk = walks_[slot.walk];
  if (walk.done()) return end(slot);  // its context was given up meanwhile
  switch (reply.outcome) {
    case SnmpReply::Outcome::answer:
      take_answer(slot, reply);
      break;
    case SnmpReply::Outcome::silence:
      take_silence(slot);
      break;
    case SnmpReply::Outcome::context:
      give_up_context(walk.question(), Error(visible(agent_.address) + " has no context for " +
                                             asked_for(walk.question())));
      break;
    case SnmpReply::Outcome::identity:
      give_up(not_accepted(reply.why));
      break;
    case SnmpReply::Outcome::unsent:
      give_up(Error("no SNMP agent answers on " + visible(agent_.address))
                  .because(reply.why)
                  .mend("check the address, and that SNMP is on there"));
      break;
  }
  if (dead_ || !slot.busy) return;
  if (walk.done()) return end(slot);
  send(reply.slot);
}

void SnmpConversation::end(Slot& slot) {
  slot.busy = false;
  if (!trace_) return;
  const SnmpWalk& walk = walks_[slot.walk];
  const auto time = std::chrono::duration_cast<Milliseconds>(now_ - slot.since);
  std::string line = traced(agent_, walk.question(), slot.kind, walk.so_far(), slot.requests) +
                     ", " + std::to_string(time.count()) + " ms";
  if (walk.so_far().error) line += ": " + walk.so_far().error->message;
  echoes_.take_out(line);
  trace_(line);
}

void SnmpConversation::take_answer(Slot& slot, SnmpReply& reply) {
  SnmpWalk& walk = walks_[slot.walk];
  answered_.insert(context_of(walk.question()));
  losses_ = 0;
  if (reply.status != no_error) return take_status(slot, reply.status);
  const auto rows = static_cast<int>(std::min<size_t>(reply.bindings.size(), 1 << 20));
  if (slot.repetitions > 0 && rows >= slot.repetitions) {
    pace_.answered(slot.repetitions, reply.round_trip);
  }
  if (rows == 0 && ask_for_less(slot)) return;
  walk.take(reply.bindings);
}

void SnmpConversation::take_status(Slot& slot, int status) {
  SnmpWalk& walk = walks_[slot.walk];
  if (status == no_such_name) return walk.end();  // RFC 1157 §4.1.2, §4.1.3
  if (status != too_big && slot.repetitions > 0) pace_.give_up();
  if (slot.repetitions > 0 && (status != too_big || ask_for_less(slot))) return;
  walk.fail(refused_answer(agent_, walk.question(), status));
}

// False: it was one row already.
bool SnmpConversation::ask_for_less(const Slot& slot) {
  if (slot.repetitions == 0) return false;
  pace_.halve(slot.repetitions);
  return true;
}

void SnmpConversation::take_silence(Slot& slot) {
  const SnmpQuestion question = walks_[slot.walk].question();
  Error error = no_answer(agent_, question);
  if (const std::string twins = twin(); !twins.empty()) {
    error.why += "; " + twins;
    error.fix = "give each its own engine id";
  }
  if (answered_.empty()) return give_up(error);
  if (!answered_.contains(context_of(question))) return give_up_context(question, error);
  // An agent may choke on many rows, or on one object; one that is gone answers nothing.
  ++losses_;
  if (losses_ == 1 && ask_for_less(slot)) return;
  if (losses_ == 2 && slot.repetitions > 0) return pace_.give_up();
  if (losses_ > 2) return give_up(error);
  walks_[slot.walk].fail(error);
}

void SnmpConversation::give_up(Error error) {
  if (!dead_) dead_ = std::move(error);
  for (Slot& slot : slots_) {
    if (!slot.busy) continue;
    walks_[slot.walk].fail(*dead_);
    end(slot);
  }
}

void SnmpConversation::give_up_context(const SnmpQuestion& question, const Error& error) {
  const auto context = context_of(question);
  silent_.emplace(context, error);
  for (Slot& slot : slots_) {
    SnmpWalk* walk = slot.busy ? &walks_[slot.walk] : nullptr;
    if (walk != nullptr && !walk->done() && context_of(walk->question()) == context) {
      walk->fail(error);
    }
  }
}

Error SnmpConversation::not_accepted(const std::string& why) const {
  const std::string twins = twin();
  return Error(visible(agent_.address) + " does not let the SNMPv3 user \"" + visible(agent_.user) +
               "\" in")
      .because(why + (twins.empty() ? "" : "; " + twins))
      .mend(twins.empty() ? "check user, passwords and protocols on both sides"
                          : "give each its own engine id");
}

// Two agents with one engine id spoil each other's clock and keys (RFC 3411 §5, SnmpEngineID).
std::string SnmpConversation::twin() const {
  const auto told = session_ ? engines_.find(session_->engine()) : engines_.end();
  if (told == engines_.end()) return "";
  for (const std::string& other : told->second) {
    if (other == agent_.address) continue;
    return visible(agent_.address) + " tells the same SNMP engine id as " + visible(other) + " (" +
           hex(told->first) + ")";
  }
  return "";
}

}  // namespace muster
