// SNMPv3 users for net-snmp (RFC 3414, RFC 3826, RFC 7860). Included by the session alone, since
// it shows net-snmp's types.
#pragma once
#include <net-snmp/net-snmp-config.h>
// net-snmp-config.h comes first
#include <net-snmp/net-snmp-includes.h>

#include <map>

#include "wire/snmp/snmp.h"

namespace muster {

class SnmpKeys {
 public:
  // The key of a password before it is bound to an engine.
  const std::string& of(const oid* protocol, size_t length, const Secret& password,
                        const SnmpAgent& agent);

 private:
  std::map<std::pair<std::vector<oid>, std::string>, std::string> made_;
};

// Fills user, level, protocols and keys; `session` refers to `agent`'s strings.
void set_snmp_user(netsnmp_session& session, const SnmpAgent& agent, SnmpKeys& keys);
// After the engine is known. What an earlier session said of the same user there is forgotten.
bool add_snmp_user(netsnmp_session& session);

}  // namespace muster
