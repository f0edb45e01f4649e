#include "target/dns/server.h"

#include <algorithm>
#include <map>

namespace muster::dns {

Snapshot ServerReader::read(std::span<const Resource>, std::stop_token stop) {
  const Zones zones = read_zones(std::move(stop));
  Snapshot snapshot;
  for (const std::string& zone : zones.names) snapshot.resources.push_back(zone_resource(zone));
  for (const auto& [key, record] : zones.records) {
    snapshot.resources.push_back(resource_of(record));
  }
  for (Resource& resource : snapshot.resources) resource.owned = true;
  snapshot.objects = snapshot.resources.size();
  return snapshot;
}

bool unchanged(const Zones& zones, const Snapshot& actual) {
  std::map<Key, Fields> planned;
  for (const Resource& resource : actual.resources) planned[resource.key] = resource.fields;
  if (planned.size() != zones.names.size() + zones.records.size()) return false;
  return std::all_of(zones.records.begin(), zones.records.end(), [&](const auto& entry) {
    const auto found = planned.find(entry.first);
    return found != planned.end() && found->second == resource_of(entry.second).fields;
  });
}

std::vector<Record> carry_out(std::span<const Operation* const> operations, Zones& zones) {
  std::vector<Record> changed;
  for (const Operation* operation : operations) {
    if (operation->kind == "zone") {
      zones.names.insert(text_of(operation->after, "name"));
      continue;
    }
    const bool removal = operation->op == Op::remove || operation->op == Op::retire;
    Record record = record_of(removal ? operation->before : operation->after, operation->site);
    zones.records.erase(operation->key);
    if (!removal) zones.records[record_key(record)] = record;
    changed.push_back(std::move(record));
  }
  return changed;
}

}  // namespace muster::dns
