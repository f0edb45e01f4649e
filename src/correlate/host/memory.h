// How long the parts of a host file stay that nobody told again. Tables age, hosts sleep and
// protocols are heard now and then: a part goes when all sources that know the host answered in
// full without it on as many days as make a host `gone`, or at once when another was told in its
// place.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "correlate/host/sightings.h"

namespace muster {

// Two hosts with one address answer in turn: one that is silent for fewer days still has it.
constexpr std::chrono::days days_of_a_turn{5};

class Memory {
 public:
  // A host that is seen today. `whole`: all sources that know it answered in full. A part stays for
  // `longest` days.
  Memory(Sighting before, Day today, std::chrono::days longest, bool whole);

  bool whole() const { return whole_; }

  // Whether a part that nobody told in this run stays, here for at most so many days. The first run
  // of a day that sees the host counts it: one seen in an earlier run is not missed.
  bool keeps(const std::string& part, std::chrono::days most);
  bool keeps(const std::string& part) { return keeps(part, longest_); }
  // The same of a part in whose place another was told: it waits for the silent sources alone.
  bool keeps_replaced(const std::string& part);
  bool was_replaced(const std::string& part) const;
  // Nothing was told that says anything of the part: it stays.
  bool leave(const std::string& part);

  // Whether an address that may be temporary was seen on more days than one such lives. Counts
  // today when it is `seen`.
  bool outlives_temporary(const Ip& ip, bool seen);

  // Another host was told with an address of this one, which lost it by that.
  void taken(const Ip& ip);
  // Whether it lost the address so within the last days: told with it again, the two take turns.
  bool was_taken(const Ip& ip) const;

  // What is to be remembered: the parts asked for and kept.
  Sighting take() &&;

 private:
  Sighting before_, now_;
  std::chrono::days longest_;
  bool whole_;
};

// The name of a part: "name", "lease", "web1" are "name/lease/web1", fit for a line of text.
std::string part_name(std::initializer_list<std::string_view> words);

}  // namespace muster
