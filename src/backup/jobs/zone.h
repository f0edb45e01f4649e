// Local time by the system's database of time zones (tzfile(5)).
#pragma once
#include <string>

#include "core/clock.h"

namespace muster {

class Zone {
 public:
  // "Europe/Berlin", "UTC"; Error when the system does not know it.
  explicit Zone(const std::string& name);

  // The moment at which it is this time of the day there: of a time that is skipped the first
  // moment after the gap, of one that comes twice the first.
  Time at(Day day, int hour, int minute) const;
  Day day_of(Time time) const;  // as the calendar there has it

 private:
  std::string name_;
};

}  // namespace muster
