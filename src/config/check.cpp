#include "config/check.h"

#include <fmt/core.h>
#include <algorithm>

#include "config/tables.h"
#include "config/url.h"
#include "core/text.h"

namespace muster::config_file {
namespace {

std::string quote(const std::string& text) { return "\"" + text + "\""; }

void check_site(Check& check, const Config& config, const std::string& key,
                const std::string& site) {
  if (site.empty() || config.sites.contains(site)) return;
  std::vector<std::string> slugs;
  for (const auto& [slug, known] : config.sites) slugs.push_back(slug);
  check.fault(key, "site " + quote(site) + " is not known",
              slugs.empty() ? "add it under sites:" : suggestion(site, slugs));
}

void check_sources(const Config& config, Diagnostics& trouble) {
  Check::Seen seen;
  for (const SourceConfig& source : config.sources) {
    Check one(config, trouble, "sources", "source", source.name, source.where, seen);
    check_site(one, config, "site", source.site);
    std::visit([&](const auto& settings) { check(one, settings); }, source.settings);
  }
}

void check_targets(const Config& config, Diagnostics& trouble) {
  Check::Seen seen;
  for (const TargetConfig& target : config.targets) {
    Check one(config, trouble, "targets", "target", target.name, target.where, seen);
    std::visit([&](const auto& settings) { check(one, settings); }, target.settings);
  }
}

void check_field_policies(const Config& config, Diagnostics& trouble) {
  std::vector<std::string> names;
  for (const SourceConfig& source : config.sources) names.push_back(source.name);
  for (const auto& [field, policy] : config.policy.fields) {
    for (const std::string& name : policy.first) {
      if (std::find(names.begin(), names.end(), name) != names.end()) continue;
      trouble.add(Error("source " + quote(name) + " is not known", Exit::invalid)
                      .at(origin_in(config, "policy.fields." + field))
                      .mend(names.empty() ? "add it under sources:" : suggestion(name, names)));
    }
  }
}

template <class T>
void check_each(const Config& config, const Section<T>& section, const std::vector<T>& items,
                Diagnostics& trouble) {
  Check::Seen seen;
  for (const T& item : items) {
    Check one(config, trouble, std::string(section.name), std::string(section.one), item.name,
              item.where, seen);
    for (const std::string& site : item.sites) check_site(one, config, "sites", site);
    check(one, item);
  }
}

}  // namespace

Where origin_in(const Config& config, const std::string& path) {
  const auto found = config.origins.find(path);
  return found == config.origins.end() ? Where{} : found->second;
}

Check::Check(const Config& config, Diagnostics& trouble, const std::string& section,
             const std::string& one, const std::string& name, Where where, Seen& seen)
    : config_(config),
      trouble_(trouble),
      path_(section + "." + name + "."),
      name_(name),
      title_(one + " " + quote(name)),
      where_(std::move(where)),
      seen_(seen) {}

Where Check::origin(const std::string& key) const { return origin_in(config_, path_ + key); }

bool Check::given(const std::string& key) const { return origin(key).line > 0; }

void Check::fault(const std::string& key, std::string message, std::string fix) {
  trouble_.add(Error(std::move(message), Exit::invalid).at(origin(key)).mend(std::move(fix)));
}

void Check::fault(const std::string& message, std::string fix) {
  trouble_.add(Error(title_ + " " + message, Exit::invalid).at(where_).mend(std::move(fix)));
}

void Check::open_line(const std::string& key, const std::string& address) {
  const auto url = parse_url(address);
  if (!url || url->scheme != "http" || url->loopback()) return;
  trouble_.add(Error(path_ + key + " sends its secret unencrypted", Exit::invalid)
                   .at(origin(key))
                   .mend("use https")
                   .as(Severity::warning));
}

void Check::unique(const std::string& key, const std::string& value, const std::string& does) {
  if (value.empty()) return;
  const auto [first, fresh] = seen_.try_emplace(value, name_);
  if (fresh) return;
  fault(key,
        fmt::format("{} {} {}, as {} does", quote(name_), does, quote(value), quote(first->second)),
        "keep one of the two");
}

void check_config(const Config& config, Diagnostics& trouble) {
  check_networks(config, trouble);
  check_sources(config, trouble);
  check_targets(config, trouble);
  check_field_policies(config, trouble);
  check_each(config, credential_section(), config.credentials, trouble);
  check_each(config, job_section(), config.jobs, trouble);
}

}  // namespace muster::config_file
