#include "wire/snmp/walk.h"

#include "wire/snmp/words.h"

namespace muster {

SnmpWalk::SnmpWalk(const SnmpAgent& agent, SnmpQuestion question, size_t& room)
    : agent_(agent), room_(room), question_(std::move(question)), cursor_(question_.oid) {}

void SnmpWalk::end() {
  answer_.complete = true;
  done_ = true;
}

void SnmpWalk::fail(Error error) {
  answer_.error = std::move(error);
  done_ = true;
}

void SnmpWalk::take(std::span<SnmpBinding> bindings) {
  if (bindings.empty()) return fail(broken_walk(agent_, question_, "it answers with no object"));
  if (question_.get) return take_one(bindings.front());
  bool progress = false;
  for (SnmpBinding& binding : bindings) {
    if (binding.absent || !starts_with(binding.oid, question_.oid)) return end();
    progress |= keep(binding);
    if (done_) return;
  }
  if (progress) return;
  fail(broken_walk(agent_, question_, render(cursor_) + " comes again and again"));
}

void SnmpWalk::take_one(SnmpBinding& binding) {
  if (binding.absent) return end();
  if (binding.oid != question_.oid) {
    return fail(
        Error("the answer to " + asked_for(question_) + " is about " + render(binding.oid)));
  }
  if (!fits(binding)) return;
  answer_.rows.push_back({{}, std::move(binding.value)});
  end();
}

// False: the row had been there before.
bool SnmpWalk::keep(SnmpBinding& binding) {
  const bool fresh = is_new(binding.oid);
  cursor_ = binding.oid;
  if (!fresh) return false;
  if (answer_.rows.size() >= question_.max_rows) {
    fail(too_many_rows(agent_, question_));
    return true;
  }
  if (!fits(binding)) return true;
  const auto begin = binding.oid.begin() + static_cast<std::ptrdiff_t>(question_.oid.size());
  answer_.rows.push_back({Oid(begin, binding.oid.end()), std::move(binding.value)});
  return true;
}

// Takes the row's bytes from what is left, or fails the walk.
bool SnmpWalk::fits(const SnmpBinding& binding) {
  const size_t numbers = binding.oid.size() + binding.value.oid.size();
  const size_t size =
      sizeof(SnmpRow) + binding.value.octets.size() + numbers * sizeof(Oid::value_type);
  if (bytes_ + size > question_.max_bytes) {
    fail(too_many_bytes(agent_, question_));
  } else if (size > room_) {
    fail(too_many_bytes(agent_));
  } else {
    bytes_ += size;
    room_ -= size;
  }
  return !done_;
}

bool SnmpWalk::is_new(const Oid& oid) {
  if (ordered_ && oid > cursor_) return true;
  if (ordered_) {
    ordered_ = false;
    seen_.insert(question_.oid);
    for (const SnmpRow& row : answer_.rows) {
      Oid whole = question_.oid;
      whole.insert(whole.end(), row.index.begin(), row.index.end());
      seen_.insert(std::move(whole));
    }
  }
  return seen_.insert(oid).second;
}

}  // namespace muster
