#include "correlate/host/plausible.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <set>

#include "core/text.h"

namespace muster {
namespace {

// From `least` rows on, at most one of `divisor` left is far less.
struct Shrinking {
  FactKind kind;
  size_t least, divisor;
};

// Stations, neighbours and answers to probes may all leave.
constexpr std::array<Shrinking, 5> shrinkings{{{FactKind::lease, 4, 2},
                                               {FactKind::arp, 20, 10},
                                               {FactKind::bridge_host, 20, 10},
                                               {FactKind::guest, 4, 2},
                                               {FactKind::device, 4, 2}}};

// Of hosts in the inventory: one is the device itself.
constexpr size_t least_known = 2;

// Leases that ran out are still in the server's register.
size_t still_listed(const Observation& seen, FactKind kind) {
  const auto expired = seen.dropped.find("expired");
  return kind == FactKind::lease && expired != seen.dropped.end() ? expired->second : 0;
}

std::set<Mac> macs_in(const Observation& seen) {
  std::set<Mac> macs;
  for (const Fact& fact : seen.facts) {
    if (const auto mac = mac_of(fact)) macs.insert(*mac);
  }
  for (const Forwarded& row : seen.forwarding.rows()) macs.insert(row.mac);
  return macs;
}

// The others that know a host, and what each told today.
class Witnesses {
 public:
  Witnesses(const Observation& doubtful, std::span<const Observation> all) {
    for (const Observation& one : all) {
      if (one.source == doubtful.source) continue;
      told_[one.source] = {one.answer == Answer::whole, macs_in(one)};
    }
  }

  // Whether there are any, all answered in full, and none told of it.
  bool agree_without(const Host& host, const std::string& doubtful) const {
    size_t asked = 0;
    for (const std::string& source : host.observed.sources) {
      if (source == doubtful) continue;
      const auto found = told_.find(source);
      if (found == told_.end() || !found->second.whole || has(found->second.macs, host)) {
        return false;
      }
      ++asked;
    }
    return asked > 0;
  }

  static bool has(const std::set<Mac>& macs, const Host& host) {
    const auto& interfaces = host.observed.interfaces;
    return std::any_of(interfaces.begin(), interfaces.end(), [&](const Interface& interface) {
      return interface.mac && macs.contains(*interface.mac);
    });
  }

 private:
  struct Told {
    bool whole = false;
    std::set<Mac> macs;
  };
  std::map<std::string, Told> told_;
};

}  // namespace

Error doubt_in(const Observation& seen, const std::string& what) {
  return Error(fmt::format("{}: the answer is doubtful: {}", seen.source, what))
      .because("nothing is taken away for it")
      .mend(fmt::format("if that is how it is now, say so once: muster discover --accept-shrink {}",
                        seen.source));
}

RowCounts told_by(const Observation& seen) {
  RowCounts told;
  for (const Fact& fact : seen.facts) ++told[kind_of(fact)];
  if (!seen.forwarding.empty()) told[FactKind::bridge_host] = seen.forwarding.size();
  return told;
}

std::optional<Error> shrunk(const Observation& seen, const RowCounts& before, size_t known) {
  if (seen.answer != Answer::whole) return std::nullopt;
  const RowCounts now = told_by(seen);
  for (const auto& [kind, least, divisor] : shrinkings) {
    const auto then = before.find(kind);
    if (then == before.end()) continue;
    const auto found = now.find(kind);
    const size_t count = (found == now.end() ? 0 : found->second) + still_listed(seen, kind);
    const bool less = then->second >= least && count * divisor <= then->second;
    if (count > 0 && !less) continue;
    return doubt_in(seen, fmt::format("{} of kind {}, where there were {}", counted(count, "row"),
                                      word(kind), then->second));
  }
  const auto itself = now.find(FactKind::device);
  const size_t rows = seen.rows() - (itself == now.end() ? 0 : itself->second);
  if (!before.empty() || rows > 0 || known < least_known || !seen.dropped.empty()) {
    return std::nullopt;
  }
  return doubt_in(seen, fmt::format("it tells of nobody, where the inventory knows {} from it",
                                    counted(known, "host")));
}

bool is_borne_out(const Observation& doubtful, std::span<const Observation> all,
                  std::span<const Host* const> known) {
  const Witnesses witnesses(doubtful, all);
  const std::set<Mac> told = macs_in(doubtful);
  return std::all_of(known.begin(), known.end(), [&](const Host* host) {
    const Observed& observed = host->observed;
    const bool left_out =
        observed.state != State::gone &&
        std::binary_search(observed.sources.begin(), observed.sources.end(), doubtful.source) &&
        !Witnesses::has(told, *host);
    return !left_out || witnesses.agree_without(*host, doubtful.source);
  });
}

}  // namespace muster
