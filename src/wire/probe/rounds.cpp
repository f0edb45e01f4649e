#include "wire/probe/rounds.h"

#include <algorithm>
#include <chrono>
#include <deque>
#include <queue>

#include "wire/wait.h"

namespace muster {
namespace {

using std::chrono::nanoseconds;

constexpr nanoseconds most_behind = std::chrono::milliseconds(2);  // caught up in one burst
constexpr nanoseconds no_room_wait = std::chrono::milliseconds(5);
constexpr int most_refusals = 400;  // in a row: two seconds without room

class Rounds {
 public:
  Rounds(ProbeDoor& door, size_t count, const ProbePace& pace, Clock& clock, std::stop_token stop)
      : door_(door),
        pace_(pace),
        line_(clock, std::move(stop)),
        step_(std::chrono::seconds(1) / static_cast<nanoseconds::rep>(std::max(pace.rate, 1))),
        items_(count) {
    for (size_t i = 0; i < count; ++i) waiting_.push_back(i);
  }

  void run() {
    next_ = line_.now();
    while (!line_.stopped()) {
      expire(line_.now());
      send_due();
      if (waiting_.empty() && open_ == 0) return;
      wait();
      receive();
    }
    for (size_t i = 0; i < items_.size(); ++i) {
      if (items_[i].open) door_.forget(i);
    }
  }

 private:
  struct Item {
    int tries = 0;
    bool open = false;  // sent, and not yet answered or given up
    bool settled = false;
    Instant deadline;
  };
  using Deadline = std::pair<Instant, size_t>;

  bool may_send() {
    while (!waiting_.empty() && items_[waiting_.front()].settled) waiting_.pop_front();
    return !waiting_.empty() && open_ < std::max<size_t>(pace_.outstanding, 1);
  }

  void send_due() {
    const auto now = line_.now();
    next_ = std::max(next_, now - most_behind);
    while (may_send() && next_ <= now) {
      const size_t question = waiting_.front();
      const auto sent = door_.send(question);
      if (sent == ProbeDoor::Sent::later && ++refusals_ < most_refusals) {
        next_ = now + no_room_wait;
        return;
      }
      refusals_ = 0;
      waiting_.pop_front();
      next_ += step_;
      if (sent == ProbeDoor::Sent::yes) {
        open(question);
      } else {
        items_[question].settled = true;
      }
    }
  }

  void open(size_t question) {
    Item& item = items_[question];
    nanoseconds wait = pace_.timeout;
    for (int i = 0; i < item.tries; ++i) wait += wait / 2;
    ++item.tries;
    item.open = true;
    item.deadline = line_.now() + wait;
    deadlines_.emplace(item.deadline, question);
    ++open_;
  }

  void close(size_t question) {
    if (!items_[question].open) return;
    items_[question].open = false;
    --open_;
  }

  bool is_over(const Deadline& entry) const {
    const Item& item = items_[entry.second];
    return !item.open || item.deadline != entry.first;
  }

  void expire(Instant now) {
    while (!deadlines_.empty() && (is_over(deadlines_.top()) || deadlines_.top().first <= now)) {
      const Deadline entry = deadlines_.top();
      deadlines_.pop();
      if (is_over(entry)) continue;
      door_.forget(entry.second);
      close(entry.second);
      if (items_[entry.second].tries < pace_.tries) waiting_.push_back(entry.second);
    }
  }

  void wait() {
    Instant until = Instant::max();
    if (may_send()) until = std::min(until, next_);
    if (!deadlines_.empty()) until = std::min(until, deadlines_.top().first);
    watched_.clear();
    door_.watch(watched_);
    line_.wait(watched_, until);
  }

  void receive() {
    const auto ready = [](const pollfd& one) { return one.revents != 0; };
    if (std::none_of(watched_.begin(), watched_.end(), ready)) return;
    settled_.clear();
    door_.receive(settled_);
    for (const size_t question : settled_) {
      items_[question].settled = true;
      close(question);
    }
  }

  ProbeDoor& door_;
  const ProbePace& pace_;
  Waiting line_;
  nanoseconds step_;
  std::vector<Item> items_;
  std::deque<size_t> waiting_;
  std::priority_queue<Deadline, std::vector<Deadline>, std::greater<>> deadlines_;
  std::vector<pollfd> watched_;
  std::vector<size_t> settled_;
  Instant next_;
  size_t open_ = 0;
  int refusals_ = 0;
};

}  // namespace

void run_rounds(ProbeDoor& door, size_t count, const ProbePace& pace, Clock& clock,
                std::stop_token stop) {
  Rounds(door, count, pace, clock, std::move(stop)).run();
}

}  // namespace muster
