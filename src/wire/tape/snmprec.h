// Recordings of SNMP agents as text, one line a variable: "OID|type|value". The type is the BER tag
// in decimal, followed by x where the value is hexadecimal: "1.3.6.1.2.1.1.5.0|4|sw1",
// "1.3.6.1.2.1.17.1.1.0|4x|02AABBCC0001".
#pragma once
#include <map>

#include "wire/snmp/snmp.h"

namespace muster {

using SnmpRecording = std::map<Oid, SnmpValue>;

// Lines in any order; of two for one OID the first counts. Error with the line's place at the first
// that is not of the form.
SnmpRecording parse_snmprec(std::string_view text, const std::string& file);
std::string render_snmprec(const SnmpRecording& recording);

}  // namespace muster
