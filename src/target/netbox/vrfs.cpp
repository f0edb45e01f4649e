#include "target/netbox/vrfs.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "config/vrf.h"
#include "core/text.h"
#include "target/netbox/schema.h"

namespace muster::netbox {
namespace {

std::string quoted_vrf(const std::string& word) { return "VRF \"" + clean(word) + "\""; }

// The one that is called so. An rd is unique in NetBox, a name is not.
long long the_one(const std::string& word, const Where& where, const std::vector<Json>& rows) {
  size_t count = 0;
  long long id = 0;
  for (const Json& row : rows) {
    if (text(row, "rd") != word && text(row, "name") != word) continue;
    id = id_of(row);
    ++count;
  }
  if (count == 1) return id;
  if (count == 0) {
    throw Error("NetBox has no " + quoted_vrf(word))
        .at(where)
        .because("muster creates no VRFs")
        .mend("create it in NetBox, or write the name or rd that it has there");
  }
  throw Error(fmt::format("NetBox has {} times {}", count, quoted_vrf(word)))
      .at(where)
      .mend("write its rd, or give it a name of its own");
}

}  // namespace

Vrfs::Vrfs(const Named& named, Client& client, std::stop_token stop) {
  if (named.empty()) return;
  const auto rows = client.list(listing(kind("vrf")), stop);
  std::map<long long, std::string> words;
  for (const auto& [word, where] : named) {
    const long long id = the_one(word, where, rows);
    const auto [first, fresh] = words.emplace(id, word);
    if (!fresh) {
      throw Error(quoted_vrf(word) + " is \"" + clean(first->second) + "\" in NetBox, too")
          .at(where)
          .mend("write one of the two everywhere");
    }
    ids_[word] = id;
  }
}

long long Vrfs::id(const std::string& word) const {
  const auto found = ids_.find(word);
  return found == ids_.end() ? 0 : found->second;
}

bool Vrfs::holds(const Json& row, const Config& config, const std::string& site,
                 const Ip& ip) const {
  return id_of(member(row, "vrf")) == id(vrf_of(config, site, ip));
}

std::string Vrfs::filter() const {
  std::string filter = "vrf_id=null";
  for (const auto& [word, id] : ids_) filter += "&vrf_id=" + std::to_string(id);
  return filter;
}

Vrfs::Named named_vrfs(const Config& config) {
  Vrfs::Named named;
  for (const auto& [slug, site] : config.sites) {
    if (!site.vrf.empty()) named.emplace(site.vrf, vrf_place(config, slug, site.vrf));
    for (const auto& [vrf, parts] : site.vrfs) named.emplace(vrf, vrf_place(config, slug, vrf));
  }
  return named;
}

Vrfs::Named named_vrfs(std::span<const Resource> desired) {
  Vrfs::Named named;
  for (const Resource& wanted : desired) {
    const std::string& vrf = text_of(wanted.fields, "vrf");
    if (!vrf.empty() && !named.contains(vrf)) named.emplace(vrf, wanted.places.at("vrf"));
  }
  return named;
}

}  // namespace muster::netbox
