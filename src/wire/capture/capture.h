// Ethernet frames of this machine's interfaces. The right to them has the program muster-capture
// alone (src/capture): muster itself opens no raw socket.
#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/error.h"
#include "model/ip.h"
#include "model/mac.h"

namespace muster {

// A moment on a clock that only goes forward; zero is any moment.
using Tick = std::chrono::nanoseconds;

struct CaptureInterface {
  std::string name;
  std::optional<Mac> mac;       // none: not Ethernet
  std::vector<Cidr> addresses;  // with their prefix lengths, sorted
  bool up = false;              // switched on, with a carrier
};

struct CaptureStats {
  uint64_t received = 0;  // frames that passed the filter
  uint64_t dropped = 0;   // of them lost, because they came faster than they were read
  uint64_t unsent = 0;    // frames that the interface did not take
};

// One opened interface, for one thread.
class CapturePort {
 public:
  virtual ~CapturePort() = default;
  virtual Tick now() const = 0;
  // Only ARP requests, ICMPv6 echo requests and neighbour solicitations of the interface's own MAC
  // are sent. Error when the interface went down.
  virtual void send(std::string_view frame) = 0;
  // The next ARP, ICMPv6 echo reply or neighbour discovery frame of another machine, waited for
  // until `until`. Error when the interface went down.
  virtual std::optional<std::string> receive(Tick until) = 0;
  // Ends the capture; nothing can be sent or received after it.
  virtual CaptureStats finish() = 0;
};

class Capture {
 public:
  virtual ~Capture() = default;
  virtual std::vector<CaptureInterface> interfaces() = 0;  // by name
  // Error when muster-capture is not installed or lacks the right, or there is no such interface.
  virtual std::unique_ptr<CapturePort> open(const std::string& interface) = 0;
};

// By the program muster-capture beside the running program, or in PATH.
std::unique_ptr<Capture> make_capture(Clock& clock);

// Refuses: for a world without interfaces.
Capture& no_capture();

}  // namespace muster
