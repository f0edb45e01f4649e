// What is asked on which interface, and what lies across routers.
#pragma once
#include <span>
#include <vector>

#include "collect/sweep/asking.h"
#include "config/config.h"
#include "model/observation.h"
#include "wire/capture/capture.h"

namespace muster {

struct LinkPlan {
  CaptureInterface interface;
  std::vector<Cidr> networks;    // swept here: of IPv4 what is on this link
  std::vector<Cidr> unnumbered;  // of them those in which the interface has no address
  std::vector<Question> questions;
};

struct SweepPlan {
  std::vector<LinkPlan> links;
  std::vector<Ip> off_link;  // IPv4 addresses across routers, sorted
  Diagnostics trouble;       // interfaces that cannot be swept
};

// The hosts of an IPv4 network: without its first and last address, except in /31 and /32.
std::vector<Ip> hosts_of(const Cidr& network);

// Error when a network is wider than /16 or an interface does not exist. Bound leases of `earlier`
// are asked last, its IPv6 addresses are asked for by name.
SweepPlan plan_sweep(const SweepConfig& config, std::span<const CaptureInterface> interfaces,
                     std::span<const Observation> earlier);

}  // namespace muster
