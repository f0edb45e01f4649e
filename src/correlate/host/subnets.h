// Which subnet an address is in, for rows that do not tell its prefix length.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>

#include "config/config.h"
#include "model/observation.h"

namespace muster {

class Subnets {
 public:
  Subnets(std::span<const Observation> observations, const Config& config);

  // The narrowest that an interface of a router or switch of the site has.
  std::optional<int> routed(const std::string& site, const Ip& ip) const;
  // The narrowest of the site's networks that may be a subnet: wider ones are aggregates.
  std::optional<int> listed(const std::string& site, const Ip& ip) const;
  // A network of the site that is an aggregate has this prefix length, and holds the address.
  bool is_aggregate(const std::string& site, const Cidr& address) const;

 private:
  std::map<std::string, std::set<Cidr>> routed_, listed_, aggregates_;
};

}  // namespace muster
