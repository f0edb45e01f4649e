#include "collect/sweep/sweep.h"

#include <algorithm>

#include "collect/sweep/link_sweep.h"
#include "collect/sweep/names.h"
#include "collect/sweep/offlink.h"
#include "core/list.h"
#include "core/pool.h"
#include "core/text.h"

namespace muster {
namespace {

constexpr size_t kMostThreads = 16;

// What is known of a MAC that answers for others: its addresses, and its name from earlier sources.
std::string describe(const Proxy& proxy, std::span<const Observation> earlier) {
  std::vector<std::string> known;
  for (const Ip& ip : proxy.own) known.push_back(render(ip));
  for (const Observation& seen : earlier) {
    for (const Fact& fact : seen.facts) {
      if (mac_of(fact) != proxy.mac || names_of(fact).empty()) continue;
      known.push_back(names_of(fact).front().name);
    }
    const std::string& name = seen.forwarding.name(proxy.mac);
    if (!name.empty()) known.push_back(name);
  }
  sort_unique(known);
  const std::string mac = render(proxy.mac);
  return known.empty() ? mac : mac + " (" + join(known, ", ") + ")";
}

class Sweep {
 public:
  Sweep(const Source& source, std::span<const Observation> earlier, Wires& wires,
        std::stop_token stop)
      : config_(source.config.as<SweepConfig>()),
        earlier_(earlier),
        wires_(wires),
        stop_(std::move(stop)) {
    seen_.source = source.config.id();
    seen_.site = source.config.site;
    seen_.asked = config_.networks;
    const bool any_v6 = std::none_of(seen_.asked.begin(), seen_.asked.end(),
                                     [](const Cidr& network) { return network.ip.v6; });
    if (any_v6 && !seen_.asked.empty()) seen_.asked.push_back(*parse_cidr("::/0"));
  }

  Observation run() && {
    SweepPlan plan = plan_sweep(config_, wires_.capture.interfaces(), earlier_);
    sweep_links(plan);
    probe(std::move(plan.off_link));
    if (config_.names) name();
    std::sort(seen_.facts.begin(), seen_.facts.end());
    seen_.answer = answer();
    return std::move(seen_);
  }

 private:
  Answer answer() const {
    if (seen_.complete.empty() && seen_.facts.empty()) return Answer::none;
    return seen_.complete.empty() || cut_ ? Answer::partial : Answer::whole;
  }

  // What is silent on an interface without an address there may as well be across routers.
  void sweep_links(SweepPlan& plan) {
    cut_ = !plan.trouble.empty();
    bool whole = !cut_ && !plan.links.empty();
    seen_.trouble.add(std::move(plan.trouble));
    const auto results = parallel_map(plan.links, kMostThreads, [&](const LinkPlan& link) {
      return sweep_link(link, config_, wires_, stop_);
    });
    for (size_t i = 0; i < results.size(); ++i) {
      keep(plan.links[i].interface.name, results[i]);
      whole = whole && results[i].whole;
      for (const Cidr& network : results[i].silent) add_silent(network, plan.off_link);
    }
    if (whole) seen_.complete.insert(FactKind::arp);
    cut_ = cut_ || (!whole && !plan.links.empty());
  }

  void add_silent(const Cidr& network, std::vector<Ip>& off_link) const {
    for (const Ip& ip : hosts_of(network)) {
      const bool excluded = std::any_of(config_.exclude.begin(), config_.exclude.end(),
                                        [&](const Cidr& one) { return one.contains(ip); });
      if (!excluded) off_link.push_back(ip);
    }
  }

  void probe(std::vector<Ip> targets) {
    if (targets.empty() || stop_.stop_requested()) return;
    Diagnostics trouble;
    for (ProbeFact& fact : probe_offlink(config_, std::move(targets), wires_, stop_, trouble)) {
      seen_.facts.emplace_back(std::move(fact));
    }
    const bool whole = !trouble.has_errors() && !stop_.stop_requested();
    if (whole) seen_.complete.insert(FactKind::probe);
    cut_ = cut_ || !whole;
    seen_.trouble.add(std::move(trouble));
  }

  void name() {
    std::vector<Ip> living;
    for (const Fact& fact : seen_.facts) {
      for (const Cidr& address : addresses_of(fact)) living.push_back(address.ip);
    }
    if (living.empty() || stop_.stop_requested()) return;
    sort_unique(living);
    const auto names = ask_names(living, wires_, stop_);
    for (Fact& fact : seen_.facts) {
      if (addresses_of(fact).empty()) continue;
      const auto found = names.find(addresses_of(fact).front().ip);
      if (found != names.end()) names_of(fact) = found->second;
    }
  }

  void keep(const std::string& interface, const LinkResult& result) {
    seen_.facts.insert(seen_.facts.end(), result.seen.facts.begin(), result.seen.facts.end());
    for (const auto& [reason, count] : result.seen.dropped) seen_.dropped[reason] += count;
    for (const Proxy& proxy : result.seen.proxies) report(interface, proxy);
    seen_.trouble.add(result.trouble);
  }

  void report(const std::string& interface, const Proxy& proxy) {
    seen_.trouble.add(
        Error(interface + ": " + describe(proxy, earlier_) + " answers for " +
              counted(proxy.addresses, "address", "addresses") + " that may not be its own")
            .because("it does proxy ARP")
            .mend("switch proxy ARP off there, or list what it answers for under exclude:")
            .as(Severity::warning));
  }

  const SweepConfig& config_;
  std::span<const Observation> earlier_;
  Wires& wires_;
  std::stop_token stop_;
  Observation seen_;
  bool cut_ = false;  // some of what was to be asked was not
};

Observation sweep_source(const Source& source, std::span<const Observation> earlier, Wires& wires,
                         std::stop_token stop) {
  try {
    return Sweep(source, earlier, wires, std::move(stop)).run();
  } catch (Error& error) {
    return failed(source, std::move(error));
  } catch (const std::exception& error) {
    return failed(source, Error(source.config.id() + ": " + error.what()));
  }
}

}  // namespace

std::vector<Observation> collect_sweep(std::span<const Source> sources,
                                       std::span<const Observation> earlier, Wires& wires,
                                       std::stop_token stop) {
  std::vector<Observation> seen(sources.size());
  parallel_for(sources.size(), std::min(sources.size(), kMostThreads),
               [&](size_t i) { seen[i] = sweep_source(sources[i], earlier, wires, stop); });
  return seen;
}

}  // namespace muster
