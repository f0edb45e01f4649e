// What goes wrong while an agent is asked, in words: the agent, what was asked, what to do.
#pragma once
#include <string>

#include "core/error.h"
#include "wire/snmp/session.h"

namespace muster {

// "ifName (1.3.6.1.2.1.31.1.1.1.1) in VLAN 20"
std::string asked_for(const SnmpQuestion& question);

// "10.20.0.4 v2c GETBULK ifName (1.3.6.1.2.1.31.1.1.1.1): 48 rows, 3 requests"
std::string traced(const SnmpAgent& agent, const SnmpQuestion& question, SnmpRequest::Kind kind,
                   const SnmpAnswer& answer, size_t requests);

Error no_answer(const SnmpAgent& agent, const SnmpQuestion& question);
Error refused_answer(const SnmpAgent& agent, const SnmpQuestion& question, int status);
Error broken_walk(const SnmpAgent& agent, const SnmpQuestion& question, std::string why);
Error too_many_rows(const SnmpAgent& agent, const SnmpQuestion& question);
Error too_many_bytes(const SnmpAgent& agent, const SnmpQuestion& question);
Error too_many_bytes(const SnmpAgent& agent);  // of all its answers
Error out_of_time(const SnmpAgent& agent, const SnmpQuestion& question);
Error interrupted(const SnmpAgent& agent);

}  // namespace muster
