// Which records of sources are of which host, by the surest proof that there is.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "config/config.h"
#include "model/host.h"
#include "model/observation.h"

namespace muster {

struct RecordMatch {
  const Observation* from = nullptr;
  const Record* record = nullptr;
  std::string because;   // "serial cnb1", "short web1@berlin"
  bool another = false;  // of that name, and another machine by its serial number
};

// What a host or virtual machine is called, made of and run with; others are beside hosts.
bool is_machine(const Record& record);

// Of each host, at its place, by source and record. A key counts where it leads to one host, and a
// MAC where no two records of one source have it. By their name alone only machines and their
// backups are of a host.
std::vector<std::vector<RecordMatch>> match_records(std::span<const Observation> observations,
                                                    std::span<const Host> hosts,
                                                    const Config& config);

}  // namespace muster
