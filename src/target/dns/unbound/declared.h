// What unbound.conf and all that it includes declare by themselves: the zones and names that are
// not muster's.
#pragma once
#include <map>
#include <optional>
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
  bool in_zone_file = false;  // of an auth-zone of muster's
};

struct Declared {
  std::map<std::string, DeclaredZone, std::less<>> zones;  // names without the final dot
  std::multimap<std::string, DeclaredRecord, std::less<>> records;
  // Clauses that say where names come from: `type` is stub-zone, forward-zone, auth-zone or rpz.
  std::map<std::string, DeclaredZone, std::less<>> clauses;

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

// `NAME [TTL] [CLASS] TYPE VALUE` as the name and what is said of it.
std::optional<std::pair<std::string, DeclaredRecord>> parse_declared(std::string_view text,
                                                                     const Where& where);

}  // namespace muster::unbound
