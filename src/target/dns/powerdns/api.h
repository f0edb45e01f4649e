// PowerDNS's HTTP API (version 1): zones and their record sets.
#pragma once
#include <map>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "config/config.h"
#include "core/secret.h"
#include "target/dns/records.h"
#include "wire/http/http.h"

namespace muster::powerdns {

using NameType = std::pair<std::string, std::string>;  // without the final dot; "A"

struct RecordSet {
  std::vector<dns::ZoneRecord>
      records;  // with the host and site of muster's comment, else with none
  bool ours = false;
};

struct HostedZone {
  std::string id;        // in URLs
  std::string name;      // without the final dot
  bool writable = true;  // no secondary
  std::string state;     // changes with every change of the zone
  std::map<NameType, RecordSet> sets;
};

class Api {
 public:
  Api(const PowerDnsConfig& config, const Secret& key);

  std::string version(HttpReader& http, std::stop_token stop);
  // All zones with their record sets.
  std::vector<HostedZone> zones(HttpReader& http, std::stop_token stop);
  std::string state_of(HttpReader& http, const HostedZone& zone, std::stop_token stop);
  // Replaces record sets, one with no records by none. Error when the server refuses: then none
  // of them is changed.
  void replace(Http& http, const HostedZone& zone,
               std::span<const std::pair<NameType, std::vector<dns::ZoneRecord>>> sets,
               std::stop_token stop);

  size_t requests() const { return requests_; }
  const Endpoint& endpoint() const { return endpoint_; }

 private:
  Request request_for(const std::string& path) const;
  std::string get(HttpReader& http, const std::string& path, std::stop_token stop);

  Endpoint endpoint_;
  std::string base_;  // "/api/v1/servers/localhost"
  Secret key_;
  size_t requests_ = 0;
};

}  // namespace muster::powerdns
