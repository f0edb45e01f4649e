#include "target/dns/powerdns/powerdns.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/text.h"
#include "target/dns/powerdns/api.h"
#include "target/dns/server.h"

namespace muster {
namespace {

using dns::ZoneRecord;
using powerdns::HostedZone;
using powerdns::NameType;

constexpr size_t batch = 500;  // record sets in one request

struct PowerDnsNotes : Notes {
  std::vector<HostedZone> zones;
};

// The innermost zone that has `name`; nullptr: none.
const HostedZone* zone_for(const std::vector<HostedZone>& zones, const std::string& name) {
  const HostedZone* best = nullptr;
  for (const HostedZone& zone : zones) {
    const bool inside = name == zone.name || name.ends_with("." + zone.name);
    if (inside && (!best || zone.name.size() > best->name.size())) best = &zone;
  }
  return best;
}

// Why the server cannot have the record, "" when it can.
std::string held(const std::vector<HostedZone>& zones, const ZoneRecord& record) {
  const HostedZone* zone = zone_for(zones, record.name);
  if (!zone) return "in no zone of the server; create its zone there";
  if (!zone->writable) return "in zone " + zone->name + ", of which the server is a secondary";
  const auto first = zone->sets.lower_bound({record.name, ""});
  for (auto each = first; each != zone->sets.end() && each->first.first == record.name; ++each) {
    const auto& [key, set] = *each;
    const std::string& type = key.second;
    const bool clash = type == record.type || type == "CNAME" || record.type == "CNAME";
    if (!clash || set.ours || set.records.empty()) continue;
    return "held by " + type + " " + clean(set.records.front().value, 100) + " in zone " +
           zone->name + ", which is not muster's; rename the host or remove that record";
  }
  return "";
}

dns::Zones owned(const std::vector<HostedZone>& zones) {
  dns::Zones out;
  for (const HostedZone& zone : zones) {
    for (const auto& [key, set] : zone.sets) {
      if (!set.ours) continue;
      for (const ZoneRecord& record : set.records) {
        out.records.emplace(dns::record_key(record), record);
      }
    }
  }
  return out;
}

class PowerDnsReader : public dns::ServerReader {
 public:
  PowerDnsReader(const PowerDnsConfig& config, const Secrets& secrets, HttpReader& http)
      : dns::ServerReader(config.ttl, dns::Aliases::cname),
        api_(config, secrets["key"]),
        http_(http) {}

  std::string address() const override {
    const std::string& url = api_.endpoint().url;
    const size_t host = url.find("://");
    return host == std::string::npos ? url : url.substr(host + 3);
  }

  Snapshot read(std::span<const Resource> desired, std::stop_token stop) override {
    auto notes = std::make_shared<PowerDnsNotes>();
    const std::string version = api_.version(http_, stop);
    notes->zones = api_.zones(http_, stop);
    Snapshot snapshot = dns::snapshot_of(owned(notes->zones));
    snapshot.version = version;
    snapshot.requests = api_.requests();
    for (const Resource& wanted : desired) {
      if (wanted.kind != "record") continue;
      const std::string why = held(notes->zones, dns::record_of(wanted.fields, wanted.site));
      if (why.empty()) continue;
      Resource theirs = wanted;
      theirs.owned = false;
      theirs.host.clear();
      theirs.held = why;
      snapshot.resources.push_back(std::move(theirs));
    }
    snapshot.notes = std::move(notes);
    return snapshot;
  }

  // Zones are people's.
  std::vector<Resource> adapt(std::vector<Resource> desired, const Snapshot&) const override {
    std::erase_if(desired, [](const Resource& resource) { return resource.kind == "zone"; });
    for (Resource& resource : desired) resource.needs.clear();
    return desired;
  }

 private:
  powerdns::Api api_;
  HttpReader& http_;
};

using Sets = std::vector<std::pair<NameType, std::vector<ZoneRecord>>>;

class PowerDnsWriter : public TargetWriter {
 public:
  PowerDnsWriter(const PowerDnsConfig& config, const Secrets& secrets, Http& http)
      : api_(config, secrets["key"]), http_(http) {}

  std::vector<Outcome> apply(std::span<const Operation* const> operations, const Snapshot& actual,
                             const std::string&, std::stop_token stop) override {
    const auto& zones = static_cast<const PowerDnsNotes&>(*actual.notes).zones;
    dns::Zones after = owned(zones);
    const auto changes = dns::carry_out(operations, after);
    std::map<NameType, std::vector<ZoneRecord>> sets;
    for (const NameType& key : concerned(changes)) sets[key];
    for (const auto& [key, record] : after.records) {
      const auto set = sets.find({record.name, record.type});
      if (set != sets.end()) set->second.push_back(record);
    }
    std::map<const HostedZone*, Sets> work;
    for (auto& [key, records] : sets) {
      work[zone_for(zones, key.first)].push_back({key, std::move(records)});
    }
    // A CNAME and other records of its name do not stand each other, not even for a moment.
    for (auto& [zone, part] : work) {
      std::stable_partition(part.begin(), part.end(),
                            [](const auto& set) { return set.second.empty(); });
    }
    for (const auto& [zone, part] : work) write_zone(zone, part, stop);
    std::vector<Outcome> out;
    for (size_t i = 0; i < operations.size(); ++i) {
      out.push_back(outcome(*operations[i], concerned({&changes[i], 1})));
    }
    return out;
  }

 private:
  static std::set<NameType> concerned(std::span<const dns::Change> changes) {
    std::set<NameType> out;
    for (const dns::Change& change : changes) {
      for (const ZoneRecord& record : change.before) out.insert({record.name, record.type});
      for (const ZoneRecord& record : change.after) out.insert({record.name, record.type});
    }
    return out;
  }

  void write_zone(const HostedZone* zone, const Sets& sets, std::stop_token stop) {
    try {
      if (!zone) throw Error("the server has no zone for it any more");
      if (api_.state_of(http_, *zone, stop) != zone->state) {
        throw Error("zone " + zone->name + " changed since it was read")
            .mend("run muster reconcile again");
      }
    } catch (const Error& error) {
      for (const auto& [key, records] : sets) failed_.emplace(key, error);
      return;
    }
    for (size_t at = 0; at < sets.size(); at += batch) {
      write_sets(*zone, std::span(sets).subspan(at, std::min(batch, sets.size() - at)), stop);
    }
  }

  // A refused request changes nothing; it is halved until the bad set stands alone.
  void write_sets(const HostedZone& zone, std::span<const Sets::value_type> sets,
                  std::stop_token stop) {
    if (stop.stop_requested()) {
      for (const auto& [key, records] : sets) skipped_.insert(key);
      return;
    }
    try {
      api_.replace(http_, zone, sets, stop);
    } catch (const Error& error) {
      if (sets.size() == 1) {
        failed_.emplace(sets.front().first, error);
        return;
      }
      write_sets(zone, sets.first(sets.size() / 2), stop);
      write_sets(zone, sets.subspan(sets.size() / 2), stop);
    }
  }

  Outcome outcome(const Operation& operation, const std::set<NameType>& keys) const {
    Outcome out{operation.id, Result::done, std::nullopt};
    for (const NameType& key : keys) {
      if (skipped_.contains(key)) out.result = Result::skipped;
      const auto found = failed_.find(key);
      if (found == failed_.end()) continue;
      return {operation.id, Result::failed, found->second};
    }
    return out;
  }

  powerdns::Api api_;
  Http& http_;
  std::map<NameType, Error> failed_;
  std::set<NameType> skipped_;
};

}  // namespace

std::unique_ptr<TargetReader> powerdns_reader(const PowerDnsConfig& config, const Secrets& secrets,
                                              ReadWires wires) {
  return std::make_unique<PowerDnsReader>(config, secrets, wires.http);
}

std::unique_ptr<TargetWriter> powerdns_writer(const PowerDnsConfig& config, const Secrets& secrets,
                                              Wires& wires) {
  return std::make_unique<PowerDnsWriter>(config, secrets, wires.http);
}

}  // namespace muster
