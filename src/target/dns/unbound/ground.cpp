#include "target/dns/unbound/ground.h"

#include <algorithm>
#include <array>
#include <map>

namespace muster::unbound {
namespace {

// A name with a record here is answered with it, and a type of it without one is asked for like
// any other name: nobody's data is hidden.
constexpr std::string_view our_type = "typetransparent";

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

Ground::Ground(Declared declared) : declared_(std::move(declared)) {
  for (const auto& [name, record] : declared_.records) {
    const bool told_by_hand = record.where.file.empty();
    if (told_by_hand || declared_.zone_of(name)) continue;
    for (std::string_view up = name; !up.empty(); up = parent_of(up)) around_loose_.emplace(up);
  }
}

bool Ground::impossible(const dns::Record& record) const {
  const auto* zone = declared_.zone_of(record.name);
  return zone && !is_one_of(hiding_types, zone->second.type) &&
         !is_one_of(plain_types, zone->second.type);
}

std::string Ground::held(const dns::Record& record) const {
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

bool Ground::hides_types(const std::string& name) const {
  if (declared_.records.contains(name)) return false;  // somebody else's record hides them already
  const auto* zone = declared_.zone_of(name);
  return !zone || (zone->first != name && is_one_of(hiding_types, zone->second.type));
}

std::string Ground::zone_needed(const dns::Record& record, const std::string& of_site) const {
  const auto* zone = declared_.zone_of(record.name);
  const bool inner = zone && !of_site.empty() && zone->first.size() > of_site.size();
  if (!of_site.empty() && !inner && is_free(of_site)) return of_site;
  return hides_types(record.name) ? record.name : "";
}

std::vector<Resource> Ground::with_zones(std::vector<Resource> desired) const {
  std::erase_if(desired, [](const Resource& resource) { return resource.kind == "zone"; });
  std::map<std::string, Resource> zones;
  for (Resource& resource : desired) {
    const dns::Record record = dns::record_of(resource.fields, resource.site);
    const std::string of_site =
        resource.needs.empty() ? "" : std::string(resource.needs.front().rest());
    resource.needs.clear();
    if (!held(record).empty()) continue;
    const std::string name = zone_needed(record, of_site);
    if (name.empty()) continue;
    resource.needs = {dns::zone_key(name)};
    const bool own = name == record.name;
    Resource zone = dns::resource_of(
        dns::Zone{name, std::string(our_type), own ? record.host : "", own ? record.site : ""});
    zone.places[""] = resource.places[own ? "name" : "zone"];
    zones.emplace(name, std::move(zone));
  }
  for (auto& [name, zone] : zones) desired.push_back(std::move(zone));
  return desired;
}

}  // namespace muster::unbound
