// Something that a source knows, and that need not be a host on the network: a volume, a backup, a
// storage system. Every text has passed clean().
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "model/ip.h"
#include "model/mac.h"

namespace muster {

enum class ValueType { text, number, bytes, time, flag };
std::string_view word(ValueType type);  // "text", "number", "bytes", "time", "flag"
std::optional<ValueType> parse_value_type(std::string_view word);

struct RecordValue {
  ValueType type = ValueType::text;
  std::string text;      // a number in digits, bytes as a number, a time as render_time() has it
  bool passing = false;  // changes from hour to hour: never written into a file
  bool operator==(const RecordValue&) const = default;
};

// To another record of the same source.
struct Relation {
  std::string name;  // "pool"
  std::string kind;  // of the other record
  std::string id;
  auto operator<=>(const Relation&) const = default;
};

struct Record {
  std::string kind;  // "host", "vm", "volume", …: [a-z0-9-]
  std::string id;    // in its source
  std::string name;
  // What it is known by elsewhere.
  std::string serial, uuid;
  std::vector<Mac> macs;        // sorted
  std::vector<Cidr> addresses;  // sorted
  std::map<std::string, RecordValue> attributes;
  std::vector<Relation> relations;  // sorted
  std::optional<Time> heard;        // when its source last heard of it; not told by all
  bool stale = false;               // longer ago than its source holds for fresh
  std::string link;                 // to its page at the source
  bool operator==(const Record&) const = default;
};

}  // namespace muster
