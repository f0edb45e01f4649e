// A thing in a target, in muster's words: wanted by the inventory, or held by the target. Desired
// and actual have the same type, so that the diff has no special cases.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "plan/key.h"
#include "plan/list.h"
#include "plan/text.h"
#include "plan/value.h"

namespace muster {

// The file and line that says something. `source`: that line, where an error may have to show it.
struct Whence {
  Text file, source;
  int line = 0, column = 0;

  Whence() = default;
  Whence(Text in, int at_line, int at_column)
      : file(std::move(in)), line(at_line), column(at_column) {}
  Whence(const Where& where)
      : file(where.file), source(where.source), line(where.line), column(where.column) {}
  operator Where() const { return {file, line, column, source}; }
  bool operator==(const Whence&) const = default;
};

// There are millions in the plan of a large inventory: what several say alike they share.
struct Resource {
  Name kind;               // "device", "ip-address", "record"
  Key key;                 // identity in the diff, stable over renames: "device:7k2m9qx4td"
  Text label;              // what people call it: "web1", "10.20.4.17/24"
  Text natural;            // what the target allows once: "device/berlin/web1"; "" = nothing
  Text site;               // for rails by site; "" = none
  Text host;               // id of the host it belongs to; "" = prerequisite
  Key owner;               // desired: what it is on: the device of a port, the port of an address
  Key parent;              // the resource it goes with when that is deleted; empty = none
  Fields fields;           // actual: what is not set may be left out
  List<Key> needs;         // what must exist first, in this target
  FieldNames yields;       // desired: fields in which what is there wins
  FieldNames fills;        // desired: set where there is none, following while nobody changes them
  List<Text> aliases;      // desired: other names it may have been given there
  Text known_by;           // foreign: what it was recognised by: "its MAC …"
  Text collision;          // desired: why it cannot be had, known beforehand
  ByField<Whence> places;  // desired: what says so
  bool ensure = false;     // desired: a prerequisite; enough that it exists, never changed
  bool adopt = false;      // desired: may take over a foreign object with the same natural key
  bool owned = false;      // actual: carries muster's mark
  // actual: who else holds the natural key, and what can be done, for people; "" = not known. Of
  // ours: why it cannot stay.
  Text held;
  Text native;                  // actual: the target's own id
  std::optional<Time> changed;  // actual: last change, where the target tells
};

// What both say is kept once.
void share(Resource& there, const Resource& wanted);

// What a target's reader leaves to its own writer and to nobody else; each target derives its own.
struct Notes {
  virtual ~Notes() = default;
};

// What a target holds. Only a complete read becomes a Snapshot; anything less is an Error.
struct Snapshot {
  std::string version;  // "4.7.2"
  size_t objects = 0;   // read
  size_t requests = 0;
  bool partial = false;             // some of the target's servers could not be read
  Diagnostics trouble;              // what people should know of the read, for the plan's notes
  std::vector<Resource> resources;  // owned ones, and foreign ones that desired could collide with
  std::shared_ptr<const Notes> notes;
};

enum class OnAbsent {
  retire,  // set KindTraits::retired; delete only with --prune delete after the grace time
  remove,  // delete at once (DNS)
  keep,    // leave it; delete only with --prune delete
};

// What the diff must know of a kind, and what people call it. The order of the table is the order
// of creation; deletions run in reverse.
struct KindTraits {
  std::string_view kind;
  std::string_view noun, nouns;  // "address", "addresses"; "" = a link that goes without saying
  OnAbsent on_absent = OnAbsent::keep;
  Fields retired;  // fields that say "retired"
  // The field that holds what the target allows once and can be changed; "" = there is none.
  std::string_view unique = {};
  bool listed = false;  // read as a list, that may come back without some of what is there
  // What has no host goes like the rest, too, because nobody else can have come to need it.
  bool all_go = false;
  std::vector<std::string_view> marks = {};  // the fields that say whose it is
  std::vector<std::string_view> read = {};   // the fields of actual ones, set or not
};

}  // namespace muster
