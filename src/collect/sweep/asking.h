// Whom a sweep asks next, and when: pure, on any clock.
#pragma once
#include <optional>
#include <unordered_map>
#include <vector>

#include "collect/sweep/pacer.h"
#include "model/ip.h"

namespace muster {

struct Question {
  Ip ip;              // who is asked for; ff02::1 asks all, and is never answered for
  Ip from;            // our address on that network, 0.0.0.0 where we have none
  bool last = false;  // known to be there: asked after all others
  bool operator==(const Question&) const = default;
};

// Every question once in a shuffled order, then up to `retries` rounds for the silent only, each
// asked again 500 ms, 750 ms, … (× 1.5) after it was last asked; never faster than `rate` a second.
class Asking {
 public:
  Asking(std::vector<Question> questions, int rate, int retries, uint64_t seed, Tick start);

  // The question to ask now, which counts as asked; nullopt: none is due.
  std::optional<Question> next(Tick now);
  void answered(const Ip& ip);
  // When next() may have one, or done() may be true.
  Tick wake() const;
  // Every question was asked to the end, and the answers to the last ones had their time.
  bool done(Tick now) const { return at_ == queue_.size() && now >= quiet_; }

  size_t asked() const { return asked_; }  // questions asked at least once
  size_t total() const { return questions_.size(); }

 private:
  struct Hash {
    size_t operator()(const Ip& ip) const;
  };
  void skip_answered();
  Tick patience() const;

  std::vector<Question> questions_;
  std::vector<Tick> asked_at_;
  std::vector<bool> silent_;
  std::vector<size_t> queue_;  // of this round, into questions_
  std::unordered_map<Ip, size_t, Hash> index_;
  Pacer pacer_;
  int retries_;
  int round_ = 0;
  size_t at_ = 0;
  size_t asked_ = 0;
  Tick quiet_;  // when the last question asked has had its time
};

}  // namespace muster
