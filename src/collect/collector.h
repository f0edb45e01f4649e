// A collector is one row of this table, one function, one test.
#pragma once
#include <span>
#include <stop_token>
#include <string_view>

#include "config/config.h"
#include "core/secret.h"
#include "model/observation.h"
#include "wire/wires.h"

namespace muster {

// A configured source with its secrets fetched.
struct Source {
  SourceConfig config;
  Secret password;
  Secret token;
};

struct Collector {
  std::string_view name;   // SourceConfig::kind
  std::string_view about;  // one line for people
  // Never throws for what the network did: that is Observation::trouble, with what was read so far.
  Observation (*collect)(const Source& source, Wires& wires, std::stop_token stop);
};

std::span<const Collector> collectors();  // sorted by name
const Collector* find_collector(std::string_view name);

// All sources in parallel, each with its own time-outs and trouble; observations in input order.
std::vector<Observation> collect_all(std::span<const Source> sources, Wires& wires,
                                     std::stop_token stop);

}  // namespace muster
