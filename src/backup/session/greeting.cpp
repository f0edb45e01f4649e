#include "backup/session/greeting.h"

#include "backup/session/screen.h"
#include "core/text.h"

namespace muster {
namespace {

constexpr size_t most_greeting = 64 << 10;
constexpr Milliseconds settled{1'000};
constexpr std::string_view prompt_ends = "#>$%";
constexpr std::string_view question_ends = ":?])";

bool ends_in(const Screen& screen, std::string_view characters) {
  const auto last = trim(screen.last_line());
  return !last.empty() && characters.find(last.back()) != std::string_view::npos;
}

}  // namespace

std::string greeting_of(SshTerminal& line, const SessionLimits& limits) {
  Screen screen;
  bool pressed = false;
  line.shell();
  for (Milliseconds silent{0}; silent < limits.patience;) {
    const auto bytes = line.hear(limits.quiet);
    if (!bytes) break;
    if (!bytes->empty()) {
      screen.put(*bytes);
      silent = Milliseconds(0);
      if (screen.bytes() > most_greeting) break;
      continue;
    }
    silent += limits.quiet;
    if (silent < settled) continue;
    if (ends_in(screen, prompt_ends) || ends_in(screen, question_ends)) break;
    if (pressed || silent < limits.patience / 4) continue;
    pressed = true;
    silent = Milliseconds(0);
    line.send("\r");
  }
  return screen.text();
}

}  // namespace muster
