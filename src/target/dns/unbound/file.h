// The included file that holds the records, or says which files do. It alone says what is there: it
// is what Unbound reads at its next start.
#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "target/dns/unbound/lines.h"

namespace muster::unbound {

// The types of zones that muster makes. In the first a name with a record is answered with it, and
// a type of it without one is asked for like any other name: nobody's data is hidden. The second
// answers for all of its names, from a file of its own.
constexpr std::string_view open_zone = "typetransparent";
constexpr std::string_view auth_zone = "auth-zone";

// A line that somebody else put into a file. It stays, and so does everything but its own name.
struct ForeignLine {
  std::string text;
  int line = 0;
  bool operator==(const ForeignLine& other) const { return text == other.text; }
};

struct ZoneFile {
  std::string path;
  std::string text;     // as it was read
  uint32_t serial = 0;  // RFC 1035 §3.3.13; 0: it has none
  std::vector<ForeignLine> foreign;
};

struct Content : Zones {
  std::vector<ForeignLine> foreign;
  Diagnostics damage;  // lines that neither muster nor Unbound can read; they are not kept
  std::map<std::string, ZoneFile> files;      // of auth-zones, by name
  std::set<std::string, std::less<>> fenced;  // zones that others declared
  bool misplaced = false;                     // a record stands in another file than it should

  // The auth-zone in whose file a record of `name` stands; "" = in the included file. The innermost
  // zone decides: Unbound looks into those of local-zone first.
  std::string home_of(std::string_view name) const;
};

std::string render(const Content& content);
// Error when `text` is not a file that muster wrote, so that nobody's file is ever overwritten.
// Files of auth-zones are named in `files`, and not read.
Content parse(std::string_view text, const std::string& file);

// "/etc/unbound/muster.conf" and "berlin.example" → "/etc/unbound/.muster.conf.berlin.example"
std::string zone_path(const std::string& file, const std::string& zone);
// "web1.berlin.example" → "berlin.example"; "" at the end.
std::string_view parent_of(std::string_view name);

}  // namespace muster::unbound
