// Sources that stand under another site than the one whose hosts they told of, and sites that are
// not in muster.yaml any more: no host gets a second file for it until a person says what is meant.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>

#include "config/config.h"
#include "model/host.h"
#include "report/health.h"

namespace muster {

// The old name of a site → its new one.
using RenamedSites = std::map<std::string, std::string>;

// From "OLD=NEW" each. Error unless NEW is in `config` and OLD is not.
RenamedSites renamed_sites(std::span<const std::string> words, const Config& config);

class SiteMoves {
 public:
  explicit SiteMoves(const Config& config) : config_(config) {}

  // `host` of the inventory, as its site is called now.
  void note(const Host& host);
  // Why `source` must not be asked: all hosts that it told of are of another site.
  std::optional<Error> refusal(const SourceConfig& source, const Health& health) const;
  // Sites that have hosts and are not configured.
  Diagnostics missing() const;

 private:
  const Config& config_;
  // Of hosts that are there, each counted once: by source and site, and by site alone.
  std::map<std::string, std::map<std::string, size_t>> told_;
  std::map<std::string, size_t> hosts_;
  std::set<std::string> noted_;
};

}  // namespace muster
