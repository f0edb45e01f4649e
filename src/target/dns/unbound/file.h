// The included file that holds the records. It alone says what is there: it is what Unbound reads
// at its next start.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "target/dns/records.h"

namespace muster::unbound {

using dns::answer_of;
using dns::Record;
using dns::Zone;
using dns::Zones;

// A line that somebody else put into the file. It stays, and so does everything but its own name.
struct ForeignLine {
  std::string text;
  int line = 0;
  bool operator==(const ForeignLine& other) const { return text == other.text; }
};

struct Content : Zones {
  std::vector<ForeignLine> foreign;
  Diagnostics damage;  // lines that neither muster nor Unbound can read; they are not kept
};

std::string data_of(const Record& record);  // "web1.berlin.example. 3600 IN A 10.20.4.17"
std::string render(const Content& content);
// Error when `text` is not a file that muster wrote, so that nobody's file is ever overwritten.
Content parse(std::string_view text, const std::string& file);

}  // namespace muster::unbound
