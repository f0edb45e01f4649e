// The outside world as a struct of references: built real in main, of tapes and fakes in tests.
#pragma once
#include "core/clock.h"
#include "core/progress.h"
#include "wire/capture/capture.h"
#include "wire/http/http.h"
#include "wire/probe/probe.h"
#include "wire/program/run.h"
#include "wire/snmp/snmp.h"
#include "wire/ssh/ssh.h"
#include "wire/stream/stream.h"

namespace muster {

struct Wires {
  Clock& clock;
  Http& http;
  Runner& runner;
  Progress& progress;
  Snmp& snmp = no_snmp();
  Streams& streams = no_streams();
  Ssh& ssh = no_ssh();
  Capture& capture = no_capture();
  Prober& prober = no_prober();

  // The same, with other progress.
  Wires with(Progress& other) const {
    return {clock, http, runner, other, snmp, streams, ssh, capture, prober};
  }
};

}  // namespace muster
