#include "collect/sweep/offlink.h"

#include <algorithm>
#include <utility>

#include "core/list.h"

namespace muster {
namespace {

void leave_out_attached(std::vector<Ip>& targets, const std::vector<Cidr>& links) {
  std::erase_if(targets, [&](const Ip& ip) {
    const auto has = [&](const Cidr& link) { return link.contains(ip); };
    return ip.multicast() || ip.unspecified() || ip.link_local() ||
           std::any_of(links.begin(), links.end(), has);
  });
  sort_unique(targets);
}

// Moves those that answered from `silent` to `living`.
void part(std::vector<Ip>& silent, const std::vector<bool>& alive, std::vector<Ip>& living) {
  std::vector<Ip> rest;
  for (size_t i = 0; i < silent.size(); ++i) (alive[i] ? living : rest).push_back(silent[i]);
  silent = std::move(rest);
}

}  // namespace

std::vector<ProbeFact> probe_offlink(const SweepConfig& config, std::vector<Ip> targets,
                                     Wires& wires, std::stop_token stop, Diagnostics& trouble) {
  leave_out_attached(targets, wires.prober.links());
  if (targets.empty()) return {};
  wires.progress.phase("asking hosts across routers");
  ProbePace pace;
  pace.rate = config.rate;
  pace.outstanding = 4'096;
  pace.tries = config.retries + 1;
  std::vector<Ip> living;
  part(targets, wires.prober.echo(targets, pace, stop, trouble), living);
  pace.tries = std::min(pace.tries, 2);  // one port after the other is a repetition, too
  for (const int port : config.ports) {
    std::vector<TcpTarget> doors;
    for (const Ip& ip : targets) doors.push_back({ip, port});
    part(targets, wires.prober.connect(doors, pace, stop), living);
  }
  std::sort(living.begin(), living.end());
  std::vector<ProbeFact> facts;
  for (const Ip& ip : living) facts.push_back({{ip, ip.width()}, {}});
  return facts;
}

}  // namespace muster
