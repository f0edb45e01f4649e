#include "target/dns/unbound/ground.h"

#include <algorithm>
#include <array>

namespace muster::unbound {
namespace {

// Types of zones that answer with the records in them: unbound.conf(5), "local-zone". In the first
// three, names that have a record lose the types that have none.
constexpr std::array<std::string_view, 3> hiding_types{"transparent", "inform", "ipset"};
constexpr std::array<std::string_view, 5> plain_types{"typetransparent", "static", "deny", "refuse",
                                                      "inform_deny"};

template <size_t N>
bool is_one_of(const std::array<std::string_view, N>& types, std::string_view type) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

std::string place(const Where& where) {
  return where.file.empty() ? "" : where.file + ":" + std::to_string(where.line);
}

std::string quoted(const DeclaredRecord& record) {
  std::string text = record.type + " " + record.value;
  if (text.size() > 100) text = text.substr(0, 100) + "…";
  return text;
}

}  // namespace

std::set<std::string> zones_of_sites(std::span<const Resource> desired) {
  std::set<std::string> out;
  for (const Resource& resource : desired) {
    for (const Key& zone : resource.needs) out.emplace(zone.rest());
  }
  return out;
}

Ground::Ground(Declared declared, std::optional<Taken> taken)
    : declared_(std::move(declared)), taken_(std::move(taken)) {
  for (const auto& [name, record] : declared_.records) {
    const bool told_by_hand = record.where.file.empty();
    if (told_by_hand || record.in_zone_file || declared_.zone_of(name)) continue;
    for (std::string_view up = name; !up.empty(); up = parent_of(up)) around_loose_.emplace(up);
  }
}

bool Ground::impossible(const dns::ZoneRecord& record) const {
  const auto* zone = declared_.zone_of(record.name);
  return zone && !is_one_of(hiding_types, zone->second.type) &&
         !is_one_of(plain_types, zone->second.type);
}

std::string Ground::held(const dns::ZoneRecord& record) const {
  const auto [begin, end] = declared_.records.equal_range(record.name);
  for (auto each = begin; each != end; ++each) {
    const DeclaredRecord& other = each->second;
    if (other.type != record.type && other.type != "CNAME" && record.type != "CNAME") continue;
    const std::string by = place(other.where);
    return "held by " + (by.empty() ? "Unbound itself, from no file with local-data" : by) + " (" +
           quoted(other) + "), which is not muster's; rename the host or take it out there";
  }
  if (!impossible(record)) return "";
  const auto& [name, zone] = *declared_.zone_of(record.name);
  const std::string by = place(zone.where);
  return "inside zone " + name + ", which " +
         (by.empty() ? "is " + zone.type + " in Unbound itself" : by + " declares " + zone.type) +
         ": no name in it can have a record of its own; give the site another domain or change "
         "that zone";
}

bool Ground::is_free(const std::string& zone) const {
  return !declared_.zone_of(zone) && !around_loose_.contains(zone);
}

// An auth-zone answers for all names in it, also for those that it does not have. Of what Unbound
// has built in the zones for private networks have none, either.
std::string Ground::why_shared(const std::string& zone) const {
  const auto told = [](const auto& declared) {
    const std::string by = place(declared.second.where);
    return (declared.first.empty() ? "." : declared.first) + " is declared " +
           declared.second.type + (by.empty() ? "" : " by " + by);
  };
  const auto* above = declared_.zone_of(zone);
  const bool empty = above && above->second.where.file.empty() && above->second.type == "static";
  if (above && !empty) return told(*above);
  for (const auto& clause : declared_.clauses) {
    if (clause.first == zone || clause.first.ends_with("." + zone)) return told(clause);
  }
  if (around_loose_.contains(zone)) return "local-data of others stands in it";
  const auto found = taken_->find(zone);
  return found == taken_->end() ? "" : found->second;
}

Taken Ground::refused(std::span<const Resource> desired) const {
  Taken out;
  if (!taken_) return out;
  for (const std::string& zone : zones_of_sites(desired)) {
    std::string why = why_shared(zone);
    if (!why.empty()) out.emplace(zone, std::move(why));
  }
  return out;
}

bool Ground::hides_types(const std::string& name) const {
  if (declared_.records.contains(name)) return false;  // somebody else's record hides them already
  const auto* zone = declared_.zone_of(name);
  return !zone || (zone->first != name && is_one_of(hiding_types, zone->second.type));
}

std::string Ground::zone_needed(const dns::ZoneRecord& record, const std::string& of_site) const {
  const auto* zone = declared_.zone_of(record.name);
  const bool inner = zone && !of_site.empty() && zone->first.size() > of_site.size();
  if (!of_site.empty() && !inner && (is_free(of_site) || wholly_ours(of_site))) return of_site;
  return hides_types(record.name) ? record.name : "";
}

std::vector<Resource> Ground::with_zones(std::vector<Resource> desired) const {
  std::erase_if(desired, [](const Resource& resource) { return resource.kind == "zone"; });
  std::map<std::string, Resource> zones;
  const std::set<std::string> of_sites = zones_of_sites(desired);
  for (Resource& resource : desired) {
    const dns::ZoneRecord record = dns::record_of(resource.fields, resource.site);
    const std::string of_site =
        resource.needs.empty() ? "" : std::string(resource.needs.front().rest());
    resource.needs.clear();
    if (!held(record).empty()) continue;
    const std::string name = zone_needed(record, of_site);
    if (name.empty()) continue;
    resource.needs = {dns::zone_key(name)};
    const bool own = !of_sites.contains(name);
    const bool whole = !own && wholly_ours(name);
    Resource zone = dns::resource_of(dns::Zone{name, std::string(whole ? auth_zone : open_zone),
                                               own ? record.host : "", own ? record.site : ""});
    zone.places[""] = resource.places[own ? "name" : "zone"];
    zones.emplace(name, std::move(zone));
  }
  for (auto& [name, zone] : zones) desired.push_back(std::move(zone));
  return desired;
}

}  // namespace muster::unbound
