#include "wire/snmp/snmp.h"

#include <sys/resource.h>

#include <algorithm>
#include <deque>
#include <mutex>
#include <optional>

#include "core/pool.h"
#include "wire/snmp/address.h"
#include "wire/snmp/conversation.h"
#include "wire/snmp/words.h"
#include "wire/wait.h"

namespace muster {
namespace {

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
  Loop(std::span<SnmpTalk* const> talks, Clock& clock, const SnmpTrace& trace, std::stop_token stop)
      : clock_(clock),
        waiting_(clock, stop),
        room_(room_for(talks.size())),
        keys_(make_snmp_keys()) {
    peers_.resize(talks.size());
    parallel_for(
        talks.size(), std::min(resolvers, talks.size()),
        [&](size_t i) { peers_[i] = peer_of(talks[i]->agent()); }, stop);
    for (SnmpTalk* talk : talks) all_.emplace_back(*talk, engines_, trace);
  }

  void run() {
    while (!waiting_.stopped() && (begun_ < all_.size() || !open_.empty())) {
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
        const auto open = [&](const SnmpAgent& agent) {
          return open_snmp_session(agent, peer.address, *keys_, clock_);
        };
        conversation.begin(open, waiting_.now());
      }
      if (!conversation.ended()) open_.push_back(&conversation);
    }
  }

  void wait() {
    if (open_.empty()) return;
    polled_.clear();
    Instant due = Instant::max();
    for (const SnmpConversation* conversation : open_) {
      polled_.push_back({conversation->descriptor(), POLLIN, 0});
      due = std::min(due, conversation->due());
    }
    waiting_.wait(polled_, due);
    const Instant now = waiting_.now();
    for (size_t i = 0; i < open_.size(); ++i) {
      if (polled_[i].revents != 0) open_[i]->read(now);
      if (!open_[i]->ended() && now >= open_[i]->due()) open_[i]->tick(now);
    }
  }

  Clock& clock_;
  Waiting waiting_;
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
  NetSnmp(Clock& clock, SnmpTrace trace) : clock_(clock), trace_(std::move(trace)) {}
  void talk(std::span<SnmpTalk* const> talks, std::stop_token stop) override {
    if (talks.empty()) return;
    static std::mutex library;  // one thread at a time may be in net-snmp
    const std::lock_guard guard(library);
    Loop(talks, clock_, trace_, std::move(stop)).run();
  }

 private:
  Clock& clock_;
  SnmpTrace trace_;
};

}  // namespace

std::unique_ptr<Snmp> make_snmp(Clock& clock, SnmpTrace trace) {
  return std::make_unique<NetSnmp>(clock, std::move(trace));
}

}  // namespace muster
