// What a NetBox holds, whoever made it: for a comparison.
#pragma once
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "config/config.h"
#include "target/target.h"

namespace muster {

struct NetboxObject {
  std::string kind;  // "device", "virtual-machine", "ip-address"
  std::string native;
  std::string label;  // its name; an address with its mask
  std::string site;   // of the configuration
  std::string on;     // an address: the device or VM it is on, "" = none
  std::string host;   // id of the host it was made for, "" = not muster's
};

class NetboxSurvey : public TargetReader {
 public:
  // Devices and VMs at sites of the configuration, and addresses in the networks of those,
  // each in its VRF.
  virtual std::vector<NetboxObject> objects(const Config& config, std::stop_token stop) = 0;
};

// A reader that reads each of these tables once, as a whole.
std::unique_ptr<NetboxSurvey> netbox_survey(const NetboxConfig& netbox, const Secrets& secrets,
                                            ReadWires wires);

}  // namespace muster
