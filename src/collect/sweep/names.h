// What hosts are called: by the name servers (PTR), and by themselves (mDNS, LLMNR, NetBIOS).
#pragma once
#include <map>
#include <span>
#include <stop_token>
#include <vector>

#include "model/ip.h"
#include "model/observation.h"
#include "wire/wires.h"

namespace muster {

// The names of each address that has any, best source first; clean()ed, DNS names without ".local"
// and final dot. Name servers are asked about every address that is not link-local, hosts on our
// own networks by mDNS, LLMNR and NetBIOS, hosts across routers by NetBIOS. A host speaks for its
// own address only.
std::map<Ip, std::vector<NameFact>> ask_names(std::span<const Ip> living, Wires& wires,
                                              std::stop_token stop);

}  // namespace muster
