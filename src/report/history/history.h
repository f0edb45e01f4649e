// What became of hosts, in words of hosts.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "target/netbox/changes.h"
#include "wire/git/git.h"

namespace muster {

struct HostField {
  std::string field;
  std::string from, to;  // of a list: what was taken out, and what was added
  bool list = false;
};

enum class Became { created, changed, moved, removed };
std::string_view word(Became became);

struct HostChange {
  Became became = Became::changed;
  std::string id, name, site, path;
  std::vector<HostField> fields;  // of a new host: what people and rules said
};

// Between two commits.
struct HistoryDiff {
  ObjectId from, to;
  std::vector<HostChange> hosts;   // by path
  std::vector<std::string> files;  // others that differ: muster.yaml, rules.yaml
};

// A commit that changed hosts.
struct HistoryEntry {
  CommitSummary commit;
  std::string kind;  // "discover", "decision", "edit"
  size_t created = 0, changed = 0, removed = 0;
  std::vector<HostChange> hosts;        // of a history of one host
  std::vector<std::string> applied_to;  // targets whose last apply ended with it
};

// What somebody, or muster, did to an object of the host in a target.
struct ObjectChange {
  std::string target;
  NetboxChange change;
};

struct History {
  std::string host;                   // id; "" the whole inventory
  std::vector<HistoryEntry> entries;  // youngest first
  bool more = false;                  // there are older ones
  std::vector<ObjectChange> changes;  // youngest first
};

struct RollbackReport {
  ObjectId to;
  std::string branch;
  std::optional<ObjectId> commit;  // nullopt: nothing differs, or it was a dry run
  bool dry_run = false;
  std::vector<HostChange> hosts;
  std::vector<std::string> missing;  // hosts that were named and differ in nothing
};

}  // namespace muster
