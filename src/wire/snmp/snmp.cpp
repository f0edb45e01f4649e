#include "wire/snmp/snmp.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <mutex>
#include <optional>

#include "core/pool.h"
#include "wire/snmp/address.h"
#include "wire/snmp/conversation.h"
#include "wire/snmp/words.h"

namespace muster {
namespace {

using Steady = std::chrono::steady_clock;

constexpr size_t resolvers = 16;       // names looked up at once
constexpr size_t most_sockets = 4000;  // agents asked at once
constexpr size_t other_files = 256;    // descriptors left to everybody else

// How many sockets may be open at once, after asking for as many as are wanted.
size_t room_for(size_t wanted) {
  const rlim_t needed = std::min(wanted, most_sockets) + other_files;
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return other_files;
  if (limit.rlim_cur < needed) {
    const rlim_t before = limit.rlim_cur;
    limit.rlim_cur = std::min(needed, limit.rlim_max);
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) limit.rlim_cur = before;
  }
  if (limit.rlim_cur <= 2 * other_files) return std::max<size_t>(1, limit.rlim_cur / 2);
  return std::min<size_t>(most_sockets, limit.rlim_cur - other_files);
}

// Readable once a stop is asked for.
class StopBell {
 public:
  explicit StopBell(std::stop_token stop) : descriptor_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (descriptor_ < 0) throw Error("no event descriptor").because(std::strerror(errno));
    ring_.emplace(std::move(stop), Ring{this});
  }
  ~StopBell() {
    ring_.reset();  // a stop being asked for now is waited for
    close(descriptor_);
  }
  StopBell(const StopBell&) = delete;
  StopBell& operator=(const StopBell&) = delete;
  int descriptor() const { return descriptor_; }

 private:
  struct Ring {
    StopBell* bell;
    void operator()() const {
      const uint64_t one = 1;
      (void)!write(bell->descriptor_, &one, sizeof one);
    }
  };
  int descriptor_;
  std::optional<std::stop_callback<Ring>> ring_;
};

struct Peer {
  std::string address;
  std::optional<Error> error;
};

Peer peer_of(const SnmpAgent& agent) try {
  return {resolve_snmp_address(agent.address), std::nullopt};
} catch (const Error& error) {
  return {"", error};
}

// All conversations, as many at once as there are descriptors.
class Loop {
 public:
  Loop(std::span<SnmpTalk* const> talks, std::stop_token stop)
      : stop_(stop), bell_(stop), room_(room_for(talks.size())), keys_(make_snmp_keys()) {
    peers_.resize(talks.size());
    parallel_for(
        talks.size(), std::min(resolvers, talks.size()),
        [&](size_t i) { peers_[i] = peer_of(talks[i]->agent()); }, stop);
    for (SnmpTalk* talk : talks) all_.emplace_back(*talk, engines_);
  }

  void run() {
    while (!stop_.stop_requested() && (begun_ < all_.size() || !open_.empty())) {
      begin();
      wait();
      std::erase_if(open_, [](SnmpConversation* one) {
        if (one->ended()) one->close();
        return one->ended();
      });
    }
    for (SnmpConversation& conversation : all_) {
      if (!conversation.ended()) conversation.abandon(interrupted(conversation.agent()));
    }
  }

 private:
  void begin() {
    for (; begun_ < all_.size() && open_.size() < room_; ++begun_) {
      SnmpConversation& conversation = all_[begun_];
      const Peer& peer = peers_[begun_];
      if (peer.error) {
        conversation.abandon(*peer.error);
      } else {
        conversation.begin(peer.address, *keys_, Steady::now());
      }
      if (!conversation.ended()) open_.push_back(&conversation);
    }
  }

  void wait() {
    if (open_.empty()) return;
    polled_.assign(1, {bell_.descriptor(), POLLIN, 0});
    SnmpInstant due = SnmpInstant::max();
    for (const SnmpConversation* conversation : open_) {
      polled_.push_back({conversation->descriptor(), POLLIN, 0});
      due = std::min(due, conversation->due());
    }
    poll(polled_.data(), polled_.size(), milliseconds_to(due));
    const SnmpInstant now = Steady::now();
    for (size_t i = 0; i < open_.size(); ++i) {
      if (polled_[i + 1].revents != 0) open_[i]->read(now);
      if (!open_[i]->ended() && now >= open_[i]->due()) open_[i]->tick(now);
    }
  }

  static int milliseconds_to(SnmpInstant due) {
    constexpr Milliseconds longest{1'000};
    const auto left = std::chrono::ceil<Milliseconds>(due - Steady::now());
    return static_cast<int>(std::clamp(left, Milliseconds(0), longest).count());
  }

  std::stop_token stop_;
  StopBell bell_;
  size_t room_;
  std::shared_ptr<SnmpKeys> keys_;
  SnmpEngines engines_;
  std::vector<Peer> peers_;
  std::deque<SnmpConversation> all_;
  size_t begun_ = 0;
  std::vector<SnmpConversation*> open_;
  std::vector<pollfd> polled_;
};

class NetSnmp : public Snmp {
 public:
  void talk(std::span<SnmpTalk* const> talks, std::stop_token stop) override {
    if (talks.empty()) return;
    static std::mutex library;  // one thread at a time may be in net-snmp
    const std::lock_guard guard(library);
    Loop(talks, std::move(stop)).run();
  }
};

}  // namespace

std::unique_ptr<Snmp> make_snmp() { return std::make_unique<NetSnmp>(); }

}  // namespace muster
