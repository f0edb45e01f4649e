#include "target/dns/server.h"

namespace muster::dns {
namespace {

bool removes(const Operation& operation) {
  return operation.op == Op::remove || operation.op == Op::retire;
}

void change_zone(const Operation& operation, Zones& zones) {
  if (removes(operation)) {
    zones.zones.erase(text_of(operation.before, "name"));
    return;
  }
  Zone zone = zone_of(operation.after, operation.host, operation.site);
  zones.zones[zone.name] = std::move(zone);
}

}  // namespace

Snapshot snapshot_of(const Zones& zones) {
  Snapshot snapshot;
  for (const auto& [name, zone] : zones.zones) snapshot.resources.push_back(resource_of(zone));
  for (const auto& [key, record] : zones.records) {
    snapshot.resources.push_back(resource_of(record, key));
  }
  for (Resource& resource : snapshot.resources) resource.owned = true;
  snapshot.objects = snapshot.resources.size();
  return snapshot;
}

std::vector<Change> carry_out(std::span<const Operation* const> operations, Zones& zones) {
  std::vector<Change> changes;
  for (const Operation* operation : operations) {
    Change& change = changes.emplace_back();
    if (operation->kind == "zone") {
      change_zone(*operation, zones);
      continue;
    }
    if (operation->op != Op::create) {
      change.before.push_back(record_of(operation->before, operation->site));
    }
    zones.records.erase(operation->key);
    if (removes(*operation)) continue;
    ZoneRecord record = record_of(operation->after, operation->site);
    zones.records[record_key(record)] = record;
    change.after.push_back(std::move(record));
  }
  return changes;
}

}  // namespace muster::dns
