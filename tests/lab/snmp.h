// A strict SNMP agent for tests (v1 and v2c, RFC 1157, RFC 3416): serves .snmprec files or made-up
// switches, a socket each, and can misbehave as real ones do.
#pragma once

namespace muster::lab {

int snmp_main(int argc, char** argv);

}  // namespace muster::lab
