// One writer at a time, wherever it runs: refs/muster/lease on the remote points at a note of who
// writes and until when. A push moves the ref only from where it was last seen (git-push(1),
// --force-with-lease), so of two that reach for it one is refused. The lock of wire/lock.h keeps
// apart what runs in one clone; its caller holds that already.
#pragma once
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "core/progress.h"
#include "wire/git/git.h"
#include "wire/program/run.h"

namespace muster {

class WriteLease {
 public:
  static constexpr std::chrono::minutes lasts{15};

  // Takes it, also from a run of this clone, which is dead, and from one whose time is over; with
  // `take_over` from anybody. Error (exit 7) that names who has it; exit 1 when the remote cannot
  // be read or written.
  WriteLease(const Repo& repo, Runner& runner, const Clock& clock, bool take_over,
             std::stop_token stop);
  WriteLease(const WriteLease&) = delete;
  WriteLease& operator=(const WriteLease&) = delete;
  ~WriteLease();  // gives it back; where that fails it ends by itself

  // Makes it last longer once a third of its time is over. Error (exit 7) when it is somebody
  // else's by now, or the remote did not answer until it was over.
  void keep();

 private:
  struct Note;
  Output git(const std::vector<std::string>& words, const std::string& input = "") const;
  // Where the remote has the ref; "" = nowhere, nullopt = it does not answer.
  std::optional<ObjectId> asked(Output& said) const;
  ObjectId there() const;  // Error when it does not answer
  Note read(const ObjectId& id) const;
  ObjectId written() const;               // a note of this run that begins to count now
  Output move(const ObjectId& to) const;  // from `held_`; "" = nowhere
  void require_free(const ObjectId& id, bool take_over) const;

  const Repo& repo_;
  Runner& runner_;
  const Clock& clock_;
  std::stop_token stop_;
  std::string remote_;
  std::string clone_;  // names this clone, to know notes of its dead runs
  ObjectId held_;
  Time begun_, renewed_, until_;
};

// Shows progress as before and keeps the lease with every step; asks for a stop when it is lost.
class LeasedProgress : public Progress {
 public:
  LeasedProgress(Progress& shown, WriteLease& lease, std::stop_source& stops)
      : shown_(shown), lease_(lease), stops_(stops) {}
  void phase(std::string_view name) override;
  void step(size_t done, size_t total) override;

  std::optional<Error> lost() const { return lost_; }

 private:
  void keep();

  Progress& shown_;
  WriteLease& lease_;
  std::stop_source& stops_;
  std::mutex mutex_;  // steps come from several threads
  std::optional<Error> lost_;
};

}  // namespace muster
