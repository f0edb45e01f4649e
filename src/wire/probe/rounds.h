// The pace of many questions at once: when each is sent, sent again, and given up.
#pragma once
#include <stop_token>
#include <vector>

#include "wire/probe/probe.h"

namespace muster {

// How questions of one kind leave and how their answers come in. Keeps the answers itself.
class ProbeDoor {
 public:
  enum class Sent { yes, later, never };  // later: there is no room now; never: do not wait for it

  virtual ~ProbeDoor() = default;
  virtual Sent send(size_t question) = 0;
  // Its time is over: what it holds is let go.
  virtual void forget(size_t question) = 0;
  virtual void watch(std::vector<pollfd>& out) = 0;
  // What has come in; adds the questions that need no more waiting to `settled`.
  virtual void receive(std::vector<size_t>& settled) = 0;
};

// Returns when each of `count` questions is settled or given up, or a stop is asked for.
void run_rounds(ProbeDoor& door, size_t count, const ProbePace& pace, Clock& clock,
                std::stop_token stop);

}  // namespace muster
