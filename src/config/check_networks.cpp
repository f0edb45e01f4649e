#include <fmt/core.h>

#include <algorithm>

#include "config/check.h"
#include "config/reading.h"
#include "config/vrf.h"

namespace muster::config_file {
namespace {

struct SiteNetwork {
  Cidr network;
  const SiteConfig* site;
  std::string path;   // where it is said
  bool part = false;  // of another one of the site's
  const std::string& vrf() const { return vrf_of(*site, network); }
};

// What `a`, the wider one, and `b` have in common.
std::string relation(const SiteNetwork& a, const SiteNetwork& b) {
  const bool same = a.network == b.network;
  return fmt::format("network {} of site {} {}{}{}", quote(render(b.network)), quote(b.site->slug),
                     same ? "is in site " : "lies in " + render(a.network) + " of site ",
                     quote(a.site->slug), same ? " too" : "");
}

void report_overlap(const Config& config, const SiteNetwork& a, const SiteNetwork& b,
                    const std::string& which, const std::string& fix, Diagnostics& trouble) {
  const Where other = origin_in(config, a.path);
  trouble.add(Error(relation(a, b) + which, Exit::invalid)
                  .at(origin_in(config, b.path))
                  .because(fmt::format("the other stands in {}:{}:{}", other.file, other.line,
                                       other.column))
                  .mend(fix));
}

bool writes_dns(const Config& config) {
  return std::any_of(config.targets.begin(), config.targets.end(),
                     [](const TargetConfig& target) { return target.phase() == Phase::dns; });
}

// Each site's networks, and the parts of them that are in other VRFs.
std::vector<SiteNetwork> networks_of(const Config& config) {
  std::vector<SiteNetwork> all;
  const auto add = [&](const SiteConfig& site, const std::vector<Cidr>& networks,
                       const std::string& key, bool part) {
    for (size_t i = 0; i < networks.size(); ++i) {
      all.push_back(
          {networks[i], &site, "sites." + site.slug + "." + key + "." + std::to_string(i), part});
    }
  };
  for (const auto& [slug, site] : config.sites) {
    add(site, site.networks, "networks", false);
    for (const auto& [vrf, parts] : site.vrfs) add(site, parts, "vrfs." + vrf, true);
  }
  std::stable_sort(all.begin(), all.end(), [](const SiteNetwork& a, const SiteNetwork& b) {
    return a.network < b.network;
  });
  return all;
}

// Each part of a site's networks is in them, and in one VRF.
void check_parts(const Config& config, const SiteConfig& site, Diagnostics& trouble) {
  std::map<Cidr, std::string> seen;
  for (const auto& [vrf, parts] : site.vrfs) {
    for (size_t i = 0; i < parts.size(); ++i) {
      const Where where =
          origin_in(config, "sites." + site.slug + ".vrfs." + vrf + "." + std::to_string(i));
      const Cidr& part = parts[i];
      const std::string network = quote(render(part));
      const bool within =
          std::any_of(site.networks.begin(), site.networks.end(), [&](const Cidr& outer) {
            return outer.prefix <= part.prefix && outer.contains(part.ip);
          });
      if (!within) {
        trouble.add(
            Error("network " + network + " is in none of site " + quote(site.slug), Exit::invalid)
                .at(where)
                .mend("add it to networks: of the site"));
      }
      const auto [first, fresh] = seen.emplace(part, vrf);
      if (fresh || first->second == vrf) continue;
      trouble.add(Error("network " + network + " is in VRF " + quote(first->second) + ", too",
                        Exit::invalid)
                      .at(where)
                      .mend("keep one of the two"));
    }
  }
}

// The narrowest network of another site's around `one` that passes the test; null: none.
template <class Test>
const SiteNetwork* narrowest(const std::vector<const SiteNetwork*>& around, const SiteNetwork& one,
                             Test test) {
  const auto found = std::find_if(around.rbegin(), around.rend(), [&](const SiteNetwork* other) {
    return other->site != one.site && test(*other->site);
  });
  return found == around.rend() ? nullptr : *found;
}

bool leads_back(const SiteConfig& site) { return site.reverse && !site.domain.empty(); }

}  // namespace

// Networks nest or are disjoint, so one pass over the sorted list, with those around the one in
// hand, finds every overlap.
void check_networks(const Config& config, Diagnostics& trouble) {
  for (const auto& [slug, site] : config.sites) check_parts(config, site, trouble);
  const bool dns = writes_dns(config);
  std::vector<const SiteNetwork*> around;
  const std::vector<SiteNetwork> all = networks_of(config);
  for (const SiteNetwork& one : all) {
    while (!around.empty() && !around.back()->network.contains(one.network.ip)) around.pop_back();
    const SiteNetwork* both = narrowest(around, one, [&](const SiteConfig& other) {
      return vrf_of(other, one.network) == one.vrf();
    });
    const SiteNetwork* back =
        dns && !one.part && leads_back(*one.site) ? narrowest(around, one, leads_back) : nullptr;
    if (both) {
      report_overlap(
          config, *both, one, "",
          "give each address to one site, or say by vrf: that they are in different VRFs", trouble);
    } else if (back) {
      report_overlap(config, *back, one, ", and in DNS an address leads back to one of them",
                     "write reverse: false at the site whose addresses shall not", trouble);
    }
    around.push_back(&one);
  }
}

}  // namespace muster::config_file
