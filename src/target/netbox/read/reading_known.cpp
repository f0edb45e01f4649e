// Devices and virtual machines that are in NetBox under another name: known by their asset tag,
// serial number, a MAC or their primary address.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/list.h"
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

// What an interface calls the owner it is on.
const char* owner_member(const Kind& owner) {
  return owner.name() == "device" ? "device" : "virtual_machine";
}

std::vector<std::string> values_of(const std::map<std::string, const Resource*>& evidence) {
  std::vector<std::string> values;
  for (const auto& [value, wanted] : evidence) values.push_back(value.substr(0, value.find('%')));
  sort_unique(values);  // of an address in several VRFs once
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
  Found found;
  known_by_number(of, "asset_tag", unknown, found);
  known_by_number(of, "serial", unknown, found);
  known_by_part(kind("mac-address"), unknown, found);
  known_by_part(kind("ip-address"), unknown, found);
  for (const Kind& there : kinds()) {
    if (const auto some = found.find(there.name()); some != found.end())
      keep_known(of, there, some->second);
  }
}

void Reading::known_by_number(const Kind& of, const char* field, const Unknown& unknown,
                              Found& found) {
  if (!of.field(field)) return;
  const bool serial = std::string_view(field) == "serial";
  Evidence evidence;
  for (const auto& [key, wanted] : unknown) {
    const std::string& value = text_of(wanted->fields, field);
    if (value.size() >= (serial ? shortest_serial : 1)) evidence.put(lower(value), wanted);
  }
  std::erase_if(evidence.by_value, [](const auto& each) { return !each.second; });
  if (evidence.by_value.empty()) return;
  const auto rows = client_.look_up(
      {std::string(of.endpoint), std::string("id,") + field, ""},
      serial ? "serial" : "asset_tag__ie", values_of(evidence.by_value),
      [&](const Json& row) { return evidence.by_value.contains(lower(text(row, field))); }, stop_);
  for (const Json& row : rows) {
    const std::string value = text(row, field);
    const std::string by = (serial ? "its serial number " : "its asset tag ") + value;
    found[of.name()].emplace(id_of(row), Candidate{evidence.by_value.at(lower(value)), by, ""});
  }
}

void Reading::known_by_part(const Kind& part, const Unknown& unknown, Found& found) {
  Evidence evidence;
  const bool address = part.name() == "ip-address";
  for (const Resource& wanted : desired_) {
    const auto on = unknown.find(wanted.parent);
    if (wanted.kind == part.name() && on != unknown.end())
      evidence.put(address_name(without_mask(wanted.label), text_of(wanted.fields, "vrf")),
                   on->second);
  }
  std::erase_if(evidence.by_value, [](const auto& each) { return !each.second; });
  if (evidence.by_value.empty()) return;
  const auto value_in = [&](const Json& row) {
    return std::string(without_mask(address ? rows_.ip(row).label : rows_.mac(row).label));
  };
  Listing listed = listing(part);
  if (address) listed.fields += ",role";
  const std::vector<std::string> values = values_of(evidence.by_value);
  const auto rows = client_.look_up(
      listed, part.found_by, values,
      [&](const Json& row) {
        return std::binary_search(values.begin(), values.end(), value_in(row));
      },
      stop_);
  for (const Json& row : rows) {
    if (!muster_id(row).empty() || shared_role(row) || !rows_.in_named_vrf(row)) continue;
    const std::string value = value_in(row);
    const auto evident = evidence.by_value.find(address_name(value, rows_.vrf(row)));
    if (evident == evidence.by_value.end()) continue;
    const Candidate candidate{evident->second,
                              (address ? "its primary address " : "its MAC ") + value,
                              address ? value : ""};
    add_holder(row, candidate, found);
  }
}

// The device or VM that has the MAC or address of `row`.
void Reading::add_holder(const Json& row, const Candidate& candidate, Found& found) {
  for (const Kind& owner : kinds()) {
    if (owner.level != Level::owner) continue;
    const long long id = id_of(member(member(row, "assigned_object"), owner_member(owner)));
    if (id != 0) found[owner.name()].emplace(id, candidate);
  }
}

std::string Reading::link_to(const Resource& owner) const {
  return client_.endpoint().url + "/" + std::string(kind(owner.kind).endpoint) + "/" +
         owner.native + "/";
}

// The rows of the candidates: at the same site, nobody's of ours, each wanted one once. A device
// that is there as a virtual machine, or the other way round, cannot be taken over.
void Reading::keep_known(const Kind& of, const Kind& there, const Candidates& found) {
  std::vector<std::string> ids;
  for (const auto& [id, candidate] : found) ids.push_back(std::to_string(id));
  const auto rows = client_.look_up(
      listing(there), "id", ids, [&](const Json& row) { return found.contains(id_of(row)); },
      stop_);
  for (const Json& row : rows) {
    const Candidate& candidate = found.at(id_of(row));
    const Resource& wanted = *candidate.wanted;
    Resource owner = rows_.owner(there.name(), row);
    const bool here = owner.site == wanted.site || owner.site.empty();
    const bool fits = here && !owner.owned && !foreign_.contains(wanted.natural) &&
                      (candidate.address.empty() || has_primary(row, candidate.address));
    if (!fits || is_read(owner.kind, owner.native)) continue;
    owner.natural = wanted.natural;
    owner.known_by = candidate.by + " (" + link_to(owner) + ")";
    if (there.name() != of.name()) {
      owner.held = "there as " + std::string(there.traits.noun) + " " + owner.label + ", by " +
                   owner.known_by + "; give it a class that becomes a " +
                   std::string(there.traits.noun) + ", or delete that one";
      owner.kind = of.name();
      owner.native = std::string(there.name()) + "/" + owner.native;
    } else if (wanted.adopt) {
      rows_.put_owner(owner, row, wanted.key);
      add_primary_ips(row, owner, wanted.key);
    }
    add(std::move(owner), row);
  }
}

}  // namespace muster::netbox
