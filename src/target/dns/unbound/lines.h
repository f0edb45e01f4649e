// A record as one line of a file, and the mark behind it that says whose it is.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "target/dns/records.h"

namespace muster::unbound {

using dns::answer_of;
using dns::Zone;
using dns::ZoneRecord;
using dns::Zones;

constexpr size_t line_limit = 1024;  // longer ones are not muster's

std::string data_of(const ZoneRecord& record);  // "web1.berlin.example. 3600 IN A 10.20.4.17"
bool parse_data(std::string_view text, ZoneRecord& into);

std::string mark_of(const ZoneRecord& record);  // "7k2m9qx4td berlin", of a further name "… alias"
bool parse_mark(std::string_view text, ZoneRecord& into);

std::string relative(std::string_view name);  // without its final dot; "" when it is no name
bool is_word(std::string_view text);

// By name, for people.
std::vector<const ZoneRecord*> ordered(const Zones& zones);
// Two lines for one thing are both kept in mind, so that one of them can be seen to be too many.
void keep(const ZoneRecord& record, Zones& in);

}  // namespace muster::unbound
