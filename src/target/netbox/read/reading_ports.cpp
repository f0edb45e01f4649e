// Interfaces and what is on them: which of them desired means.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/text.h"
#include "target/netbox/read/reading.h"

namespace muster::netbox {
namespace {

std::string capitals(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

std::vector<std::string> macs_of(const Json& row) {
  std::vector<std::string> macs{capitals(text(member(row, "primary_mac_address"), "mac_address"))};
  const Json& all = member(row, "mac_addresses");
  if (all.is_array()) {
    for (const Json& mac : all) macs.push_back(capitals(text(mac, "mac_address")));
  }
  return macs;
}

}  // namespace

const Resource* Reading::port_by_name(const Kind& of, const Key& owner, const Json& row) const {
  const Key key(of.name(), std::string(owner.rest()) + "/" + text(row, "name"));
  return rows_.desired.find(key.text());
}

void Reading::index_ports() {
  ports_by_mac_.emplace();
  for (const Resource& resource : desired_) {
    if (resource.kind != "mac-address") continue;
    if (const Resource* port = rows_.desired.find(resource.owner.text()))
      (*ports_by_mac_)[resource.parent.text() + "/" + resource.label].push_back(port);
  }
}

// The only desired interface with a MAC of this one's that is nobody else yet.
const Resource* Reading::port_by_mac(const Kind& of, const Key& owner, const Json& row) {
  if (!ports_by_mac_) index_ports();
  for (const std::string& mac : macs_of(row)) {
    const auto found = ports_by_mac_->find(owner.text() + "/" + mac);
    if (mac.empty() || found == ports_by_mac_->end()) continue;
    const Resource* only = nullptr;
    size_t count = 0;
    for (const Resource* port : found->second) {
      if (port->kind != of.name() || held_ports_.contains(port)) continue;
      only = port;
      ++count;
    }
    if (count == 1) return only;
  }
  return nullptr;
}

const Resource* Reading::recognised(const Kind& of, const Json& row, Trust trust) {
  const Key* owner = rows_.owner_of(of, row);
  if (!owner) return nullptr;
  const Resource* port =
      trust == Trust::name ? port_by_name(of, *owner, row) : port_by_mac(of, *owner, row);
  return port && held_ports_.insert(port).second ? port : nullptr;
}

void Reading::add_interface(const Kind& of, const Json& row, const Resource* wanted) {
  Resource interface = rows_.interface(of, row, wanted);
  note_cable(row, wanted);
  if (!interface.owned) return;
  add_primary_mac(row, interface, interface.key);
  add(std::move(interface));
}

// Ours go by the name they were made under, so that MACs can change places between them; one that
// somebody renamed by its MAC, when all names are known.
void Reading::add_interfaces() {
  for (const Kind& each : kinds()) {
    if (each.level != Level::port || !rows_.any_owner(each)) continue;
    std::vector<Json> others;
    sweep(each.name(), [&](const Json& row) {
      if (muster_id(row).empty()) return;
      if (const Resource* wanted = recognised(each, row, Trust::name)) {
        add_interface(each, row, wanted);
      } else {
        others.push_back(row);
      }
    });
    for (const Json& row : others) add_interface(each, row, recognised(each, row, Trust::mac));
    look_up_interfaces(each);
  }
}

// Documented interfaces on devices that are ours or taken over. What people call an interface is
// no evidence beside its MAC: names of ours may be invented.
void Reading::look_up_interfaces(const Kind& of) {
  const Field& on = *of.field(Form::owner);
  const auto owners = owner_ids(on.to);
  std::set<std::string> ids;
  for (const Resource* resource : unmet(of.name())) {
    if (const auto owner = owners.find(resource->parent); owner != owners.end())
      ids.emplace(owner->second);
  }
  if (ids.empty()) return;
  const std::string to(on.in_netbox());
  Listing listed = listing(of);
  listed.fields += ",mac_addresses";
  auto rows = client_.look_up(
      listed, to + "_id", std::vector<std::string>(ids.begin(), ids.end()),
      [&](const Json& row) { return ids.contains(std::to_string(id_of(member(row, to)))); }, stop_);
  std::erase_if(rows,
                [&](const Json& row) { return is_read(of.name(), std::to_string(id_of(row))); });
  std::vector<const Resource*> wanted;
  for (const Json& row : rows) wanted.push_back(recognised(of, row, Trust::mac));
  for (size_t i = 0; i < rows.size(); ++i)
    if (!wanted[i]) wanted[i] = recognised(of, rows[i], Trust::name);
  for (size_t i = 0; i < rows.size(); ++i) {
    Resource interface = rows_.interface(of, rows[i], wanted[i]);
    note_cable(rows[i], wanted[i]);
    if (interface.owned || wanted[i])
      add_primary_mac(rows[i], interface, wanted[i] ? wanted[i]->key : interface.key);
    add(std::move(interface), rows[i]);
  }
}

void Reading::note_cable(const Json& row, const Resource* wanted) {
  const long long cable = id_of(member(row, "cable"));
  if (cable != 0 && wanted) cabled_[wanted->key] = cable;
}

// Of an interface that is ours or, as `port`, taken over.
void Reading::add_primary_mac(const Json& row, const Resource& interface, const Key& port) {
  const Json& there = member(row, "primary_mac_address");
  if (const long long mac = id_of(there); mac != 0) {
    notes_->pointers["mac-address:" + std::to_string(mac)] = {
        kind(interface.kind).name(), id_of(row), port, "primary_mac_address"};
  }
  const Resource* wanted = rows_.desired.find(Key("primary-mac", port.rest()).text());
  Value mac = text_or_null(capitals(text(there, "mac_address")));
  if (!wanted || wanted->owner != port || is_null(mac)) return;
  if (!interface.owned && wanted->fills.empty()) return;
  Resource primary = *wanted;
  primary.fields["primary_mac"] = std::move(mac);
  primary.owned = true;
  primary.native = interface.native;
  primary.changed = interface.changed;
  add(std::move(primary));
}

// Each where it was made for, then those that are no longer wanted there.
void Reading::add_macs() {
  std::vector<Resource> others;
  std::unordered_set<Key> held;
  sweep("mac-address", [&](const Json& row) {
    Resource mac = rows_.mac(row);
    if (!mac.owned) return;
    held.insert(mac.key);
    if (rows_.desired.contains(mac.key.text())) {
      add(std::move(mac));
    } else {
      others.push_back(std::move(mac));
    }
  });
  if (!others.empty()) move_macs(std::move(others), held);
}

// A MAC that is no longer where it was made for goes to where it is wanted: to its own host first.
void Reading::move_macs(std::vector<Resource> macs, const std::unordered_set<Key>& held) {
  std::unordered_map<std::string_view, std::vector<const Resource*>> free;
  for (const Resource& wanted : desired_) {
    if (wanted.kind == "mac-address" && !held.contains(wanted.key))
      free[wanted.label].push_back(&wanted);
  }
  for (const bool own : {true, false}) {
    for (Resource& mac : macs) {
      const auto wanted = free.find(mac.label);
      if (rows_.desired.contains(mac.key.text()) || wanted == free.end()) continue;
      auto& list = wanted->second;
      const auto to = std::find_if(list.begin(), list.end(), [&](const Resource* each) {
        return !own || each->host == mac.host;
      });
      if (to == list.end()) continue;
      mac.key = (*to)->key;
      list.erase(to);
    }
  }
  for (Resource& mac : macs) add(std::move(mac));
}

// Those that are on no port that is to have one are a host's that changed its port. The ids of all
// that are to be there.
std::set<long long> Reading::add_own_cables() {
  std::set<long long> ours;
  std::vector<std::pair<Resource, Json>> others;
  std::unordered_set<Key> held;
  sweep("cable", [&](const Json& row) {
    Resource cable = rows_.cable(row);
    if (!cable.owned) return;
    if (rows_.desired.contains(cable.key.text())) {
      ours.insert(id_of(row));
      held.insert(cable.key);
      add(std::move(cable), row);
    } else {
      others.emplace_back(std::move(cable), row);
    }
  });
  std::multimap<std::string_view, const Resource*> free;  // by host
  for (const Resource& wanted : desired_) {
    if (!others.empty() && wanted.kind == "cable" && !held.contains(wanted.key))
      free.emplace(wanted.host.view(), &wanted);
  }
  for (auto& [cable, row] : others) {
    const auto wanted = free.find(cable.host.view());
    if (wanted != free.end()) {
      ours.insert(id_of(row));
      cable.key = wanted->second->key;
      free.erase(wanted);
    }
    add(std::move(cable), row);
  }
  return ours;
}

// A cable that people made stays, at either end, and so does one of muster's that nothing is known
// of any more.
void Reading::add_cables() {
  std::set<long long> ours;
  if (std::find(covered_.begin(), covered_.end(), kind("cable").model) != covered_.end())
    ours = add_own_cables();
  for (const Resource& wanted : desired_) {
    if (wanted.kind != "cable") continue;
    for (const Key& end : wanted.needs) {
      const auto there = cabled_.find(end);
      if (there != cabled_.end() && !ours.contains(there->second))
        notes_->cabled.insert(wanted.key);
    }
  }
}

// One that is in another VRF than its host's file makes it is still the same address: it is moved,
// or stays where no VRF is said.
void Reading::add_addresses() {
  std::vector<Resource> others;
  std::unordered_set<Key> held;
  sweep("ip-address", [&](const Json& row) {
    Resource ip = rows_.ip(row);
    if (!ip.owned) return;
    if (rows_.desired.contains(ip.key.text())) {
      held.insert(ip.key);
      add(std::move(ip));
    } else {
      others.push_back(std::move(ip));
    }
  });
  std::map<std::pair<std::string_view, std::string_view>, const Resource*> free;
  for (const Resource& wanted : desired_) {
    if (!others.empty() && wanted.kind == "ip-address" && !held.contains(wanted.key))
      free.emplace(std::pair(wanted.host.view(), without_mask(wanted.label)), &wanted);
  }
  for (Resource& ip : others) {
    const auto wanted = free.find({ip.host.view(), without_mask(ip.label)});
    if (wanted != free.end()) {
      ip.key = wanted->second->key;
      if (!wanted->second->fields.contains("vrf")) ip.natural = wanted->second->natural;
      free.erase(wanted);
    }
    add(std::move(ip));
  }
}

void Reading::add_attached() {
  add_macs();
  look_up_macs();
  add_addresses();
  look_up_ips();
  add_cables();
}

}  // namespace muster::netbox
