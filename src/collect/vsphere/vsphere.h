// VMware vSphere: vCenter or one ESXi host, over the PropertyCollector of its SOAP API.
#pragma once
#include "collect/collector.h"

namespace muster {

Observation collect_vsphere(const Source& source, Wires& wires, std::stop_token stop);

}  // namespace muster
