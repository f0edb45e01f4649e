// A collector is one row of the table in collect/collector.cpp, one function, one test.
// config/sources.h tells how to add one.
#pragma once
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "model/observation.h"
#include "wire/wires.h"

namespace muster {

// A configured source with its secrets fetched.
struct Source {
  SourceConfig config;
  Secrets secrets = {};
};

// When a collector runs: the later ones are told what the earlier ones saw.
enum class Round { first, last };

struct Collector {
  std::string_view kind;
  Round round;
  // All sources of the kind at once; observations in their order. Never throws for what the
  // network did: that is Observation::trouble, with what was read so far. `earlier` are the
  // observations of the first round, empty for collectors of that round.
  std::vector<Observation> (*collect)(std::span<const Source> sources,
                                      std::span<const Observation> earlier, Wires& wires,
                                      std::stop_token stop);
};

const Collector& collector_of(const SourceConfig& source);

// What a source that could not be asked says.
Observation failed(const Source& source, Error error);

// All sources in parallel, each with its own time-outs and trouble; observations in input order.
std::vector<Observation> collect_all(std::span<const Source> sources, Wires& wires,
                                     std::stop_token stop);

}  // namespace muster
