// The records that muster wants in DNS, whichever server they go to, and their form in a plan: the
// names of approved hosts, with A, AAAA and PTR, and their aliases.
#pragma once
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "config/config.h"
#include "inventory/host_file.h"
#include "plan/resource.h"

namespace muster::dns {

struct ZoneRecord {
  std::string name;   // without the final dot
  std::string type;   // A, AAAA, PTR, CNAME
  std::string value;  // an address, or a name without the final dot
  long long ttl = 0;
  std::string host;  // id of the host it belongs to
  std::string site;
  bool alias = false;  // of a further name of the host
  bool operator==(const ZoneRecord&) const = default;
};

// How a server is told of further names: some answer a CNAME without what it leads to.
enum class Aliases { cname, addresses };

struct Zone {
  std::string name;  // without the final dot
  std::string type;  // what the server does with names it has no record of; "" where it has no say
  std::string host;  // id of the host whose name alone it is; "" = of a site
  std::string site;
  bool operator==(const Zone&) const = default;
};

struct Zones {
  std::map<std::string, Zone> zones;  // by name
  std::map<Key, ZoneRecord> records;  // by key
  bool operator==(const Zones&) const = default;
};

std::span<const KindTraits> kinds();  // zone and record

// What stays when a host is renamed: "record:7k2m9qx4td/A/10.20.4.17"; of a PTR and of an alias
// their own name.
Key record_key(const ZoneRecord& record);
Key zone_key(const std::string& zone);

// "web1.berlin.example/A/10.20.4.17": what is answered, whosever it is and for how long.
std::string answer_of(const ZoneRecord& record);
Resource resource_of(const ZoneRecord& record);
Resource resource_of(const ZoneRecord& record, const Key& key);
Resource resource_of(const Zone& zone);
// Of a resource's or an operation's fields.
ZoneRecord record_of(const Fields& fields, const std::string& site);
Zone zone_of(const Fields& fields, const std::string& host, const std::string& site);

std::vector<Resource> desired(std::span<const HostFile* const> hosts, const Config& config, int ttl,
                              Aliases aliases = Aliases::cname);

}  // namespace muster::dns
