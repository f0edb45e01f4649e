// Answers that need not be true, and sources that are no more: neither takes anything away until a
// person says so, or other sources bear the answer out for days.
#pragma once
#include <set>
#include <span>
#include <string>
#include <vector>

#include "config/config.h"
#include "model/host_refs.h"
#include "model/observation.h"
#include "report/health.h"

namespace muster {

class Doubt {
 public:
  // `accepted`: names or ids of sources that a person vouched for. Error when one of them is
  // neither configured nor known to a host.
  Doubt(const Config& config, HostRefs known, std::span<const std::string> accepted);

  // Marks the doubtful ones among whole answers, by what their sources told before.
  void judge(std::vector<Observation>& seen, const Health& health, Day today);
  // Sources that told of hosts and are not configured any more, without those let go.
  Diagnostics missing() const;
  bool accepts(const std::string& source) const { return accepted_.contains(source); }
  const std::set<std::string>& accepted() const { return accepted_; }
  // By other sources, in this run.
  bool is_borne_out(const std::string& source) const { return borne_out_.contains(source); }

 private:
  struct Doubted {
    Observation* seen;
    Error why;
  };
  void settle(std::vector<Doubted>& doubted, std::span<const Observation> seen,
              const Health& health, Day today);

  HostRefs known_;
  std::map<std::string, size_t> hosts_;  // source → hosts that are there and known from it
  std::set<std::string> configured_;
  std::set<std::string> accepted_, borne_out_;  // ids
};

// What is kept of the answers until the next run.
void note_health(Health& health, std::span<const Observation> seen, const Doubt& doubt, Day today);

}  // namespace muster
