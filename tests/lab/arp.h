#pragma once

namespace muster::lab {

// The hosts of a network on one Ethernet interface, each with a MAC of its own, as far as ARP goes.
int arp_main(int argc, char** argv);

}  // namespace muster::lab
