#include "report/explain.h"

namespace muster {

std::string_view word(Decider decider) {
  switch (decider) {
    case Decider::person:
      return "person";
    case Decider::rule:
      return "rule";
    case Decider::source:
      return "source";
    case Decider::prefix:
      return "MAC prefix";
    case Decider::nobody:
      return "nobody";
  }
  return "nobody";
}

}  // namespace muster
