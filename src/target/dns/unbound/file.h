// The included file that holds the records. It alone says what is there: it is what Unbound reads
// at its next start.
#pragma once
#include <string>
#include <string_view>

#include "target/dns/records.h"

namespace muster::unbound {

using dns::Record;
using dns::Zones;

std::string render(const Zones& zones);
// Error when `text` is not a file that muster wrote, so that nobody's file is ever overwritten.
Zones parse(std::string_view text, const std::string& file);

}  // namespace muster::unbound
