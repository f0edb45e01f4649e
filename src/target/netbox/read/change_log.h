// NetBox's change log from some change on.
#pragma once
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "target/netbox/client.h"

namespace muster::netbox {

// A place in the log before which nothing is missing any more: transactions that were open then
// have ended. The numbers tell whether that was so, and whether the log was cut since.
struct LogMark {
  long long id = 0, first = 0;  // the newest and the oldest change up to it; 0 = an empty log
  long long count = 0;          // of changes up to it
  std::string time;             // of the newest
  bool operator==(const LogMark&) const = default;
};

struct LoggedChange {
  std::string model;  // "dcim.device"
  long long id = 0;   // of the object
};

LogMark mark_of_log(Client& client, std::stop_token stop);
// The same place as it is now.
LogMark same_mark(const LogMark& mark, Client& client, std::stop_token stop);
// What changed behind it; nullopt when that is too much to follow.
std::optional<std::vector<LoggedChange>> changes_behind(const LogMark& mark, Client& client,
                                                        std::stop_token stop);

}  // namespace muster::netbox
