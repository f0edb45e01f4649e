#include "collect/sweep/asking.h"

#include <algorithm>
#include <random>

namespace muster {

size_t Asking::Hash::operator()(const Ip& ip) const {
  const auto* bytes = reinterpret_cast<const char*>(ip.bytes.data());
  return std::hash<std::string_view>()({bytes, ip.bytes.size()});
}

Asking::Asking(std::vector<Question> questions, int rate, int retries, uint64_t seed, Tick start)
    : questions_(std::move(questions)),
      asked_at_(questions_.size(), start),
      silent_(questions_.size(), true),
      pacer_(rate, start),
      retries_(retries),
      quiet_(start) {
  std::shuffle(questions_.begin(), questions_.end(), std::mt19937_64(seed));
  std::stable_partition(questions_.begin(), questions_.end(),
                        [](const Question& question) { return !question.last; });
  for (size_t i = 0; i < questions_.size(); ++i) {
    queue_.push_back(i);
    if (!questions_[i].ip.multicast()) index_[questions_[i].ip] = i;
  }
}

// How long an answer may take in this round.
Tick Asking::patience() const {
  Tick time = std::chrono::milliseconds(500);
  for (int i = 0; i < round_; ++i) time = time * 3 / 2;
  return time;
}

// To the next question of this round that is open, or to the next round.
void Asking::skip_answered() {
  while (at_ < queue_.size() && !silent_[queue_[at_]]) ++at_;
  if (at_ < queue_.size() || round_ == retries_) return;
  std::erase_if(queue_, [&](size_t i) { return !silent_[i]; });
  const Tick wait = patience();
  for (const size_t i : queue_) asked_at_[i] += wait;
  ++round_;
  at_ = 0;
}

std::optional<Question> Asking::next(Tick now) {
  skip_answered();
  if (at_ == queue_.size() || now < wake()) return std::nullopt;
  const size_t i = queue_[at_++];
  pacer_.sent(now);
  asked_at_[i] = now;
  if (round_ == 0) ++asked_;
  quiet_ = now + patience();
  return questions_[i];
}

void Asking::answered(const Ip& ip) {
  const auto found = index_.find(ip);
  if (found != index_.end()) silent_[found->second] = false;
}

Tick Asking::wake() const {
  if (at_ == queue_.size()) return quiet_;
  return round_ == 0 ? pacer_.next() : std::max(pacer_.next(), asked_at_[queue_[at_]]);
}

}  // namespace muster
