#include "flow/site_moves.h"

#include <fmt/core.h>

#include "core/text.h"

namespace muster {

RenamedSites renamed_sites(std::span<const std::string> words, const Config& config) {
  RenamedSites out;
  for (const std::string& word : words) {
    const size_t equals = word.find('=');
    const std::string before = word.substr(0, equals);
    const std::string now = equals == std::string::npos ? "" : word.substr(equals + 1);
    if (before.empty() || now.empty()) {
      throw Error("--renamed-site \"" + clean(word) + "\" is not OLD=NEW", Exit::usage)
          .mend("name both: --renamed-site berlin=berlin-mitte");
    }
    if (config.sites.contains(before)) {
      throw Error("site \"" + clean(before) + "\" is still in muster.yaml, so it was not renamed",
                  Exit::usage)
          .mend("take it out of sites: there, if \"" + clean(now) + "\" stands in its place");
    }
    if (!config.sites.contains(now)) {
      throw Error("site \"" + clean(now) + "\" is not in muster.yaml", Exit::usage)
          .mend("add it under sites:");
    }
    out[before] = now;
  }
  return out;
}

void SiteMoves::note(const Host& host) {
  if (host.observed.state == State::gone || !noted_.insert(host.id).second) return;
  ++hosts_[host.observed.site];
  for (const std::string& source : host.observed.sources) ++told_[source][host.observed.site];
}

std::optional<Error> SiteMoves::refusal(const SourceConfig& source, const Health& health) const {
  const auto told = told_.find(source.id());
  if (told == told_.end() || told->second.contains(source.site)) return std::nullopt;
  const auto asked = health.find(source.id());
  if (asked != health.end() && asked->second.site == source.site) return std::nullopt;
  const auto& [site, count] = *told->second.begin();
  std::string advice =
      "if it is about another network now: muster discover --accept-shrink " + source.name;
  if (!config_.sites.contains(site)) {
    advice = fmt::format("if the site was renamed: muster discover --renamed-site {}={}; {}",
                         clean(site), source.site, advice);
  }
  return Error(fmt::format("{} told of {} of site \"{}\" and stands under \"{}\" now", source.id(),
                           counted(count, "host"), clean(site), source.site))
      .because("it was not asked, for each of them would get a second file")
      .mend(std::move(advice));
}

Diagnostics SiteMoves::missing() const {
  Diagnostics out;
  for (const auto& [site, count] : hosts_) {
    if (site.empty() || config_.sites.contains(site)) continue;
    out.add(Error(fmt::format("site \"{}\" has {} and is not in muster.yaml any more", clean(site),
                              counted(count, "host")))
                .because("they stay as they are, and none of them becomes gone")
                .mend(fmt::format("if it was renamed, say so once: muster discover --renamed-site "
                                  "{}=NEW",
                                  clean(site)))
                .as(Severity::warning));
  }
  return out;
}

}  // namespace muster
