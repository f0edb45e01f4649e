// SIGINT, SIGTERM and SIGHUP as a stop_token: the operation in hand finishes. A second signal
// kills. SIGHUP is left alone where whoever started the program ignores it, as nohup does.
#pragma once
#include <stop_token>

namespace muster {

class Interrupt {
 public:
  Interrupt();  // call before any thread starts; one a program
  std::stop_token token() const;
  // 0, or the signal that asked for the stop.
  int signal() const;
};

}  // namespace muster
