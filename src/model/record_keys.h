// What a record and a host are known to be the same by. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "model/host.h"
#include "model/record.h"

namespace muster {

// How sure a key is, the surest first. An address alone proves nothing.
enum class Rung { hardware, mac, full_name, short_name };

// "uuid 4c4c…", "serial CNB1…", "mac 00:50:56:…", "name web1.berlin.example", "short web1@berlin":
// the surest first, in lower case. MACs that several may have are left out, and numbers that makers
// leave in every board.
std::vector<std::string> keys_of(const Record& record, const std::string& site);
// Of a host; `domain` is that of its site.
std::vector<std::string> keys_of(const Host& host, const std::string& domain);
Rung rung_of(std::string_view key);

// Whether a serial number is one: not "To be filled by O.E.M.", "0123456789" or "None".
bool is_proper_serial(std::string_view serial);

}  // namespace muster
