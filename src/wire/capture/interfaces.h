// The network interfaces of this machine, as the kernel tells them.
#pragma once
#include <vector>

#include "wire/capture/capture.h"

namespace muster {

std::vector<CaptureInterface> list_interfaces();  // by name

}  // namespace muster
