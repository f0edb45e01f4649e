// DNS names: RFC 1123 host labels, RFC 1035 lengths.
#pragma once
#include <string>
#include <string_view>

namespace muster {

// [a-z0-9] with inner dashes, 1 to 63 characters, lower case.
bool is_dns_label(std::string_view text);
// Labels joined by dots, at most 253 characters, no final dot, lower case.
bool is_fqdn(std::string_view text);
// Whether people write it as the name of a host: labels joined by dots, of letters, digits, dashes
// and underscores, with a letter among them.
bool is_host_name(std::string_view text);
// The first label of any name as a DNS label: lower case, Latin letters without their marks ("ü" as
// "ue"), other characters become a dash. Empty when nothing is left of it.
std::string dns_label(std::string_view name);

}  // namespace muster
