#include "collect/sweep/asking.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <set>

#include "rounds.h"

using namespace muster;

namespace {

Ip address(uint32_t number) {
  Ip ip;
  ip.bytes[12] = 10;
  for (size_t i = 16; i-- > 13; number >>= 8) ip.bytes[i] = static_cast<uint8_t>(number);
  return ip;
}

struct Sent {
  Tick at;
  Ip ip;
};

// A link on which some answer after a while, and a loop that wakes late now and then.
struct Link {
  std::set<Ip> living;
  Tick delay = std::chrono::milliseconds(3);
  std::mt19937_64 random{1};
  std::vector<Sent> sent;

  void run(Asking& asking) {
    std::multimap<Tick, Ip> answers;
    Tick now{0};
    while (!asking.done(now)) {
      while (const auto question = asking.next(now)) {
        sent.push_back({now, question->ip});
        if (living.contains(question->ip)) answers.emplace(now + delay, question->ip);
      }
      while (!answers.empty() && answers.begin()->first <= now) {
        asking.answered(answers.begin()->second);
        answers.erase(answers.begin());
      }
      Tick wake = asking.wake();
      if (!answers.empty()) wake = std::min(wake, answers.begin()->first);
      now = std::max(now + Tick(1), wake);
      if (random() % 50 == 0) now += std::chrono::microseconds(random() % 80'000);
    }
  }
};

std::vector<Question> questions(uint32_t count) {
  std::vector<Question> out;
  for (uint32_t i = 0; i < count; ++i) out.push_back({address(i), {}, i % 10 == 0});
  return out;
}

}  // namespace

TEST_CASE("every address is asked, the silent up to the retries, the living as a rule once") {
  for (int round = 0; round < rounds(20); ++round) {
    std::mt19937_64 random(static_cast<uint64_t>(round));
    const auto count = static_cast<uint32_t>(random() % 700 + 1);
    const int retries = static_cast<int>(random() % 4),
              rate = 500 + static_cast<int>(random() % 9500);
    Link link;
    link.random.seed(random());
    for (uint32_t i = 0; i < count; ++i) {
      if (random() % 3 == 0) link.living.insert(address(i));
    }
    Asking asking(questions(count), rate, retries, random(), Tick(0));
    link.run(asking);
    std::map<Ip, int> times;
    for (const Sent& one : link.sent) ++times[one.ip];
    CHECK(times.size() == count);
    CHECK(asking.asked() == count);
    for (const auto& [ip, number] : times) {
      CHECK(number == (link.living.contains(ip) ? 1 : 1 + retries));
    }
  }
}

TEST_CASE("in no span of time are more sent than the rate allows and 10 ms of it") {
  for (const int rate : {1, 50, 1000, 10'000}) {
    Link link;
    Asking asking(questions(rate < 1000 ? 20 : 3000), rate, 1, 5, Tick(0));
    link.run(asking);
    const auto& sent = link.sent;
    for (size_t i = 0; i < sent.size(); i += 7) {
      for (size_t j = i; j < sent.size(); j += 13) {
        const double span = std::chrono::duration<double>(sent[j].at - sent[i].at).count();
        REQUIRE(double(j - i + 1) <= (span + 0.010) * rate + 1.001);
      }
    }
  }
}

TEST_CASE("a pause is not caught up") {
  Asking asking(questions(5000), 1000, 0, 5, Tick(0));
  size_t sent = 0;
  while (asking.next(Tick(0))) ++sent;
  CHECK(sent <= 11);
  size_t burst = 0;
  while (asking.next(std::chrono::seconds(3))) ++burst;
  CHECK(burst <= 11);
}

TEST_CASE("silent addresses are asked again after 500 and 750 ms and not before") {
  Link link;
  Asking asking(questions(3), 1000, 2, 5, Tick(0));
  link.random.seed(3);
  link.run(asking);
  std::map<Ip, std::vector<Tick>> times;
  for (const Sent& one : link.sent) times[one.ip].push_back(one.at);
  for (const auto& [ip, at] : times) {
    REQUIRE(at.size() == 3);
    CHECK(at[1] - at[0] >= std::chrono::milliseconds(500));
    CHECK(at[2] - at[1] >= std::chrono::milliseconds(750));
  }
}

TEST_CASE("what is known to be there is asked last, the others in an order of the seed") {
  const auto order = [](uint64_t seed) {
    Link link;
    Asking asking(questions(100), 1000, 0, seed, Tick(0));
    link.run(asking);
    std::vector<Ip> ips;
    for (const Sent& one : link.sent) ips.push_back(one.ip);
    return ips;
  };
  const auto a = order(1), b = order(2);
  CHECK(a != b);
  CHECK(std::set<Ip>(a.begin(), a.end()) == std::set<Ip>(b.begin(), b.end()));
  for (size_t i = 0; i < a.size(); ++i) CHECK((a[i].bytes[15] % 10 == 0) == (i >= 90));
}

TEST_CASE("nobody to ask is done at once") {
  Asking asking({}, 1000, 2, 1, Tick(0));
  CHECK_FALSE(asking.next(Tick(0)));
  CHECK(asking.done(Tick(0)));
}
