// The file of a zone that muster owns wholly: a master file (RFC 1035 §5), one record a line.
#pragma once
#include <string>
#include <string_view>

#include "target/dns/unbound/file.h"

namespace muster::unbound {

// Who is responsible for such a zone, in its SOA record: how muster knows its own when it is asked.
constexpr std::string_view zone_mailbox = "muster.invalid";

// The file of `zone` as `content` has it. The same content has the same serial number.
std::string render_zone(const Content& content, const std::string& zone);
// Takes over what stands in the file of `zone`. Error when muster did not write it.
void read_zone(std::string_view text, const std::string& zone, Content& into);

}  // namespace muster::unbound
