#include "report/history/history.h"

namespace muster {

std::string_view word(Became became) {
  switch (became) {
    case Became::created:
      return "new";
    case Became::changed:
      return "changed";
    case Became::moved:
      return "moved";
    case Became::removed:
      return "removed";
  }
  return "";
}

}  // namespace muster
