// Tapes: every exchange with a source as a readable file, secrets scrubbed, so that a discovery
// can be run again without the network. One file for each Endpoint::name,
// DIR/mikrotik.core.tape.json; for each SnmpAgent::name DIR/switch.sw1.snmprec, with one more for
// each VLAN or context it was asked in, DIR/switch.sw1@20.snmprec.
#pragma once
#include <memory>
#include <string>

#include "wire/http/http.h"
#include "wire/snmp/snmp.h"

namespace muster {

// Passes every exchange on to `real` and keeps it, also a failed one; write() puts the tapes into
// `dir`. Header values, passwords, tickets and tokens are replaced before anything is kept.
class TapeRecorder : public Http {
 public:
  virtual void write() = 0;
};
std::unique_ptr<TapeRecorder> record_tapes(Http& real, std::string dir);

// Answers from the tapes in `dir`: same endpoint name, method, path, scrubbed body and order of
// repetition, and where RouterOS is asked for other columns than then, the answer with those of
// then. An exchange that is not on the tape is an Error that names it; a tape that is damaged is
// one for its own source alone, which the name of its file tells.
std::unique_ptr<Http> replay_tapes(std::string dir);

// The same for SNMP: the rows of each agent, sorted (wire/snmprec.h). What an agent failed to
// answer is kept beside them, DIR/switch.sw1.snmp-errors.json.
class SnmpTapeRecorder : public Snmp {
 public:
  virtual void write() = 0;
};
std::unique_ptr<SnmpTapeRecorder> record_snmp_tapes(Snmp& real, std::string dir);

// Answers as an agent that holds the lines of the tape, sorted or not. A tape is read when its
// agent is first asked; one with a line that is none, and an agent or context without a file, is
// answered with an Error that names the place or the file.
std::unique_ptr<Snmp> replay_snmp_tapes(std::string dir);

}  // namespace muster
