// What unbound.conf and all that it includes declare by themselves: the zones and names that are
// not muster's.
#pragma once
#include <map>
#include <set>
#include <string>
#include <utility>

#include "core/error.h"
#include "target/dns/unbound/file.h"
#include "target/dns/unbound/machine.h"

namespace muster::unbound {

struct DeclaredZone {
  std::string type;
  Where where;  // no file: built into Unbound
};

struct DeclaredRecord {
  std::string type, value;
  Where where;
};

struct Declared {
  std::map<std::string, DeclaredZone, std::less<>> zones;  // names without the final dot
  std::multimap<std::string, DeclaredRecord, std::less<>> records;

  // The innermost zone that has `name`; nullptr: none.
  const std::pair<const std::string, DeclaredZone>* zone_of(std::string_view name) const;
};

// Reads `config` and what it includes; of `own`, the file that muster writes, only the `foreign`
// lines. Only what lies around one of `names` is kept: people load blocklists of a million zones.
// Error when something cannot be read, or when `own` is not included.
Declared read_declared(MachineReader& machine, const std::string& config, const std::string& own,
                       const std::vector<ForeignLine>& foreign, const std::set<std::string>& names);
// What is there without any unbound.conf.
Declared built_in(MachineReader& machine, const std::string& own,
                  const std::vector<ForeignLine>& foreign, const std::set<std::string>& names);

// "web1.berlin.example" → "berlin.example"; "" at the end.
std::string_view parent_of(std::string_view name);

}  // namespace muster::unbound
