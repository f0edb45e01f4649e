// Devices and virtual machines that are in NetBox under another name: known by their serial number,
// a MAC or their primary address.
#include <algorithm>

#include "core/text.h"
#include "model/ip.h"
#include "target/netbox/read/reading.h"

namespace muster::netbox {
namespace {

constexpr size_t shortest_serial = 4;  // "0", "N/A" and "123" are nobody's

// An address that several may have at once says nothing about who has it.
bool shared_role(const Json& address) {
  const std::string role = choice(address, "role");
  return !role.empty() && role != "loopback" && role != "secondary";
}

bool has_primary(const Json& owner, const std::string& address) {
  for (const char* field : {"primary_ip4", "primary_ip6"}) {
    const auto ip = parse_ip(without_mask(text(member(owner, field), "address")));
    if (ip && render(*ip) == address) return true;
  }
  return false;
}

std::vector<std::string> values_of(const std::map<std::string, const Resource*>& evidence) {
  std::vector<std::string> values;
  for (const auto& [value, wanted] : evidence) values.push_back(value);
  return values;
}

}  // namespace

// Evidence that two of them share is none.
void Reading::Evidence::put(const std::string& value, const Resource* wanted) {
  const auto [at, fresh] = by_value.emplace(value, wanted);
  if (!fresh && at->second != wanted) at->second = nullptr;
}

void Reading::look_up_known(const Kind& of) {
  std::unordered_map<Key, const Resource*> unknown;
  for (const Resource* wanted : unmet(of.name())) {
    const bool free = !held_.contains(wanted->key) && !foreign_.contains(wanted->natural);
    // At a site that is not there yet is nothing.
    if (free && prerequisite("site", text_of(wanted->fields, "site")) != 0)
      unknown.emplace(wanted->key, wanted);
  }
  if (unknown.empty()) return;
  Candidates found;
  known_by_serial(of, unknown, found);
  known_by_part(of, kind("mac-address"), unknown, found);
  known_by_part(of, kind("ip-address"), unknown, found);
  keep_known(of, found);
}

void Reading::known_by_serial(const Kind& of, const Unknown& unknown, Candidates& found) {
  const Field* serial = of.field("serial");
  if (!serial) return;
  Evidence evidence;
  for (const auto& [key, wanted] : unknown) {
    const std::string& value = text_of(wanted->fields, "serial");
    if (value.size() >= shortest_serial) evidence.put(lower(value), wanted);
  }
  std::erase_if(evidence.by_value, [](const auto& each) { return !each.second; });
  if (evidence.by_value.empty()) return;
  const auto rows = client_.look_up(
      {std::string(of.endpoint), "id,serial", ""}, "serial", values_of(evidence.by_value),
      [&](const Json& row) { return evidence.by_value.contains(lower(text(row, "serial"))); },
      stop_);
  for (const Json& row : rows) {
    const std::string value = text(row, "serial");
    found.emplace(id_of(row),
                  Candidate{evidence.by_value.at(lower(value)), "its serial number " + value, ""});
  }
}

void Reading::known_by_part(const Kind& of, const Kind& part, const Unknown& unknown,
                            Candidates& found) {
  Evidence evidence;
  const bool address = part.name() == "ip-address";
  for (const Resource& wanted : desired_) {
    const auto on = unknown.find(wanted.parent);
    if (wanted.kind == part.name() && on != unknown.end())
      evidence.put(std::string(without_mask(wanted.label)), on->second);
  }
  std::erase_if(evidence.by_value, [](const auto& each) { return !each.second; });
  if (evidence.by_value.empty()) return;
  auto value_in = [&](const Json& row) {
    return std::string(without_mask(address ? rows_.ip(row).label : rows_.mac(row).label));
  };
  Listing listed = listing(part);
  if (address) listed.fields += ",role";
  const auto rows = client_.look_up(
      listed, part.found_by, values_of(evidence.by_value),
      [&](const Json& row) { return evidence.by_value.contains(value_in(row)); }, stop_);
  const char* on = of.name() == "device" ? "device" : "virtual_machine";
  for (const Json& row : rows) {
    const long long id = id_of(member(member(row, "assigned_object"), on));
    if (id == 0 || !muster_id(row).empty() || shared_role(row) || !member(row, "vrf").is_null())
      continue;
    const std::string value = value_in(row);
    found.emplace(id, Candidate{evidence.by_value.at(value),
                                (address ? "its primary address " : "its MAC ") + value,
                                address ? value : ""});
  }
}

std::string Reading::link_to(const Resource& owner) const {
  return client_.endpoint().url + "/" + std::string(kind(owner.kind).endpoint) + "/" +
         owner.native + "/";
}

// The rows of the candidates: at the same site, nobody's of ours, each wanted one once.
void Reading::keep_known(const Kind& of, const Candidates& found) {
  std::vector<std::string> ids;
  for (const auto& [id, candidate] : found) ids.push_back(std::to_string(id));
  if (ids.empty()) return;
  const auto rows = client_.look_up(
      listing(of), "id", ids, [&](const Json& row) { return found.contains(id_of(row)); }, stop_);
  for (const Json& row : rows) {
    const Candidate& candidate = found.at(id_of(row));
    Resource owner = rows_.owner(of.name(), row);
    const bool fits = !owner.owned && owner.site == candidate.wanted->site &&
                      !foreign_.contains(candidate.wanted->natural) &&
                      (candidate.address.empty() || has_primary(row, candidate.address));
    if (!fits || natives_.contains(owner.kind + ":" + owner.native)) continue;
    owner.natural = candidate.wanted->natural;
    owner.known_by = candidate.by + " (" + link_to(owner) + ")";
    if (candidate.wanted->adopt) rows_.put_owner(owner, row, candidate.wanted->key);
    add(std::move(owner), row);
  }
}

}  // namespace muster::netbox
