// One wait for descriptors, for a stop and for a moment together.
#pragma once
#include <optional>
#include <span>
#include <stop_token>

#include "core/clock.h"
#include "wire/fd.h"

namespace muster {

// Readable once a stop is asked for.
class StopBell {
 public:
  explicit StopBell(std::stop_token stop);
  StopBell(const StopBell&) = delete;
  StopBell& operator=(const StopBell&) = delete;
  int descriptor() const { return descriptor_.get(); }

 private:
  struct Ring {
    StopBell* bell;
    void operator()() const;
  };
  Fd descriptor_;
  std::optional<std::stop_callback<Ring>> ring_;  // goes first, waiting for a stop on its way
};

// May be used by several threads at once: one may read while another writes.
class Waiting {
 public:
  Waiting(Clock& clock, std::stop_token stop)
      : clock_(clock), stop_(std::move(stop)), bell_(stop_) {}

  Instant now() const { return clock_.instant(); }
  bool stopped() const { return stop_.stop_requested(); }
  // True when one of `watched` is ready, as its revents say; false when a stop was asked for or
  // `until` has come.
  bool wait(std::span<pollfd> watched, Instant until);
  bool wait(int descriptor, short events, Instant until);

 private:
  Clock& clock_;
  std::stop_token stop_;
  StopBell bell_;
};

}  // namespace muster
