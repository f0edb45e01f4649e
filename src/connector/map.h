// What the requests of a connector brought, as records.
#pragma once
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "connector/definition.h"

namespace muster::connector {

// An interface of a host or VM, as the source tells it.
struct Port {
  std::string name;
  std::optional<Mac> mac;
  std::vector<Cidr> addresses;
  std::vector<int> vlans;
};

struct Row {
  Record record;
  std::vector<Port> ports;
};

struct Mapped {
  std::vector<Row> rows;                  // by kind and id, each once
  std::map<std::string, size_t> dropped;  // reason → items
  Diagnostics trouble;                    // values that are not what they are taken for
};

using Items = std::map<std::string, std::vector<nlohmann::json>>;  // by request

// `source` begins the messages; `bindings` fills links; `now` tells what is stale. `cut`: requests
// that were not read to their end. What joins such a one would be told by half, and is left out.
Mapped map_records(const Definition& definition, const Items& items, const std::string& source,
                   const Bindings& bindings, Time now, const std::set<std::string>& cut = {});

}  // namespace muster::connector
