#include "flow/window.h"

#include "backup/jobs/schedule.h"
#include "config/window.h"
#include "core/text.h"

namespace muster {

std::optional<Error> outside_windows(const Policy& policy, Time now) {
  if (policy.windows.empty()) return std::nullopt;
  std::optional<Time> opens;
  for (const std::string& text : policy.windows) {
    const auto window = parse_window(text);
    if (!window) continue;
    const auto last = last_occurrence(*window, now);
    if (last && now < last->end) return std::nullopt;
    const auto next = next_occurrence(*window, now);
    if (next && (!opens || next->start < *opens)) opens = next->start;
  }
  return Error("nothing is written outside the windows of policy.windows", Exit::locked)
      .because("they are: " + join(policy.windows, "; "))
      .mend(opens ? "run again from " + render_time(*opens) + " on, or add --allow window"
                  : "add --allow window");
}

}  // namespace muster
