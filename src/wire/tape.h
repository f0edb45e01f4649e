// Tapes: every exchange with a source as a readable file, secrets scrubbed, so that a discovery
// can be run again without the network. One file for each Endpoint::name:
// DIR/mikrotik.core.tape.json.
#pragma once
#include <memory>
#include <string>

#include "wire/http.h"

namespace muster {

// Passes every exchange on to `real` and keeps it, also a failed one; write() puts the tapes into
// `dir`. Header values, passwords, tickets and tokens are replaced before anything is kept.
class TapeRecorder : public Http {
 public:
  virtual void write() = 0;
};
std::unique_ptr<TapeRecorder> record_tapes(Http& real, std::string dir);

// Answers from the tapes in `dir`: same endpoint name, method, path, scrubbed body and order of
// repetition. An exchange that is not on the tape is an Error that names it.
std::unique_ptr<Http> replay_tapes(std::string dir);

}  // namespace muster
