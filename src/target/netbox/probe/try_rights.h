// What of muster's work a token may do, tried without changing anything.
#pragma once
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "config/targets.h"
#include "core/secret.h"
#include "wire/http/http.h"

namespace muster::netbox {

struct TriedRights {
  std::string version;
  size_t tried = 0;
  // "add" → the models, "dcim.device", on which the token lacks it.
  std::map<std::string, std::vector<std::string>> lacking;
  bool reads_only = false;  // no write is allowed on anything
};

// A list of one thing that is no object is sent where a right to write is tried: NetBox looks at
// the right first, and then refuses the list. Error when NetBox is not there or knows no such
// token.
TriedRights try_rights(const NetboxConfig& config, const Secret& token, Http& http,
                       std::stop_token stop);

}  // namespace muster::netbox
