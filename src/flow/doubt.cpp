#include "flow/doubt.h"

#include <fmt/core.h>

#include <array>

#include "core/text.h"
#include "correlate/host/plausible.h"

namespace muster {
namespace {

constexpr std::array remembered_kinds{FactKind::lease,       FactKind::arp,   FactKind::neighbor,
                                      FactKind::bridge_host, FactKind::guest, FactKind::device,
                                      FactKind::station,     FactKind::probe};

std::string_view name_in(std::string_view id) { return id.substr(id.find(':') + 1); }

RowCounts remembered(const SourceHealth& health) {
  RowCounts told;
  for (const FactKind kind : remembered_kinds) {
    const auto found = health.told.find(std::string(word(kind)));
    if (found != health.told.end()) told[kind] = found->second;
  }
  return told;
}

constexpr const char* records_word = "record";

// Records are no rows of hosts: all of them gone is doubtful, and so is half of many.
std::optional<Error> records_shrunk(const Observation& seen, const Health& before) {
  constexpr size_t least = 4, divisor = 2;
  const auto health = before.find(seen.source);
  if (seen.answer != Answer::whole || health == before.end()) return std::nullopt;
  const auto then = health->second.told.find(records_word);
  if (then == health->second.told.end()) return std::nullopt;
  const bool less = then->second >= least && seen.records.size() * divisor <= then->second;
  if (!seen.records.empty() && !less) return std::nullopt;
  return doubt_in(seen, fmt::format("{}, where there were {}",
                                    counted(seen.records.size(), "record"), then->second));
}

// Other sources must say so on as many whole days before.
constexpr int days_of_agreement = 2;

void believe(Observation& seen) {
  seen.answer = Answer::whole;
  seen.trouble.add(Error(seen.source + ": it tells less than it did, and is believed")
                       .because(fmt::format(
                           "for {} other sources that know the hosts it leaves out have told of "
                           "none of them either",
                           counted(days_of_agreement, "day")))
                       .as(Severity::note));
}

void count_agreement(SourceHealth& one, bool agreed, Day today) {
  if (!agreed) one.agreed = 0;
  if (agreed && one.asked != today) ++one.agreed;
}

// Of each kind, and how many records.
std::map<std::string, size_t> rows_told(const Observation& seen) {
  std::map<std::string, size_t> rows;
  for (const auto& [kind, count] : told_by(seen)) rows[std::string(word(kind))] = count;
  if (!seen.records.empty()) rows[records_word] = seen.records.size();
  return rows;
}

// The first thing that went wrong, in one line.
std::string reason_of_trouble(const Diagnostics& trouble) {
  if (trouble.empty()) return "";
  const Error& first = trouble.items().front();
  return clean(first.why.empty() ? first.message : first.message + ": " + first.why);
}

}  // namespace

Doubt::Doubt(const Config& config, HostRefs known, std::span<const std::string> accepted)
    : known_(std::move(known)) {
  for (const SourceConfig& source : config.sources) configured_.insert(source.id());
  for (const Host* host : known_) {
    if (host->observed.state == State::gone) continue;
    for (const std::string& source : host->observed.sources) ++hosts_[source];
  }
  std::set<std::string> all = configured_;
  for (const auto& [source, count] : hosts_) all.insert(source);
  for (const std::string& wanted : accepted) {
    const size_t before = accepted_.size();
    for (const std::string& id : all) {
      if (id == wanted || name_in(id) == wanted) accepted_.insert(id);
    }
    if (accepted_.size() > before) continue;
    throw Error("source \"" + clean(wanted) + "\" is neither in muster.yaml nor known to a host",
                Exit::usage)
        .mend(suggestion(wanted, std::vector<std::string>(all.begin(), all.end())));
  }
}

void Doubt::judge(std::vector<Observation>& seen, const Health& health, Day today) {
  std::vector<Doubted> doubted;
  for (Observation& one : seen) {
    if (accepts(one.source)) {
      if (one.answer == Answer::doubtful) one.answer = Answer::whole;
      continue;
    }
    const auto before = health.find(one.source);
    const auto known = hosts_.find(one.source);
    auto why = shrunk(one, before == health.end() ? RowCounts{} : remembered(before->second),
                      known == hosts_.end() ? 0 : known->second);
    if (!why) {
      // No other source can bear it out: a person does.
      if (auto fewer = records_shrunk(one, health)) one.doubt(std::move(*fewer));
      continue;
    }
    one.answer = Answer::doubtful;  // before it is asked about another
    doubted.push_back({&one, std::move(*why)});
  }
  settle(doubted, seen, health, today);
}

void Doubt::settle(std::vector<Doubted>& doubted, std::span<const Observation> seen,
                   const Health& health, Day today) {
  for (const auto& [one, why] : doubted) {
    if (muster::is_borne_out(*one, seen, known_)) borne_out_.insert(one->source);
  }
  for (auto& [one, why] : doubted) {
    const auto before = health.find(one->source);
    const bool for_days = before != health.end() && before->second.asked != today &&
                          before->second.agreed >= days_of_agreement;
    if (for_days && is_borne_out(one->source)) {
      believe(*one);
    } else {
      one->doubt(std::move(why));
    }
  }
}

Diagnostics Doubt::missing() const {
  Diagnostics out;
  for (const auto& [source, count] : hosts_) {
    if (configured_.contains(source) || accepts(source)) continue;
    out.add(Error(fmt::format("{} told of {} and is not in muster.yaml any more", source,
                              counted(count, "host")))
                .because("what it told stays, and none of them becomes gone")
                .mend(fmt::format("if it was renamed or is no more, say so once: muster discover "
                                  "--accept-shrink {}",
                                  source))
                .as(Severity::warning));
  }
  return out;
}

void note_health(Health& health, std::span<const Observation> seen, const Doubt& doubt, Day today) {
  for (const Observation& source : seen) {
    SourceHealth& one = health[source.source];
    const bool failed = source.trouble.has_errors();
    if (!failed || one.site.empty()) one.site = source.site;
    const bool doubtful = source.answer == Answer::doubtful;
    count_agreement(one, doubtful && doubt.is_borne_out(source.source), today);
    one.asked = today;
    one.answer = failed ? "failed" : doubtful ? "doubtful" : "complete";
    one.why = one.answer == "complete" ? "" : reason_of_trouble(source.trouble);
    if (one.answer != "complete") continue;
    const bool first = one.last_ok != today || one.told.empty() || doubt.accepts(source.source);
    one.last_ok = today;
    if (!first || source.answer != Answer::whole) continue;
    one.told = rows_told(source);
  }
}

}  // namespace muster
