// NetBox's whole tables kept between runs and brought up to date by its change log, so that a plan
// costs what changed. The file is derived and may be deleted at any time.
//
// What NetBox logs is read again by id, together with all that mentions it and all that it
// mentions: deletions empty fields of others, and relations are shown from both ends, without a
// word in the log. Then each table's count and the time of its newest change must be what is kept,
// which also shows a write that the log has not. Whatever does not fit, everything is read as ever.
// A write past NetBox itself (SQL, update() of a script) that changes neither is not seen; an apply
// reads everything.
#pragma once
#include <memory>
#include <stop_token>
#include <string>

#include "core/progress.h"
#include "target/netbox/client.h"

namespace muster::netbox {

// In `folder`, of one NetBox and one token.
std::string kept_file(const std::string& folder, const std::string& url, const Secret& token);

struct Kept {
  std::shared_ptr<const Tables> tables;
  std::string why;  // why everything was read; "" where only changes were
};

// Reads what changed since the run that wrote `file`, or everything, and writes it again.
Kept follow(Client& client, const std::string& file, Progress& progress, std::stop_token stop);

}  // namespace muster::netbox
