#include "cli/terminal.h"

#include <ostream>

namespace muster::cli {

TerminalProgress::TerminalProgress(std::ostream& out, bool terminal)
    : out_(out), terminal_(terminal) {}

TerminalProgress::~TerminalProgress() {
  if (terminal_ && !phase_.empty()) out_ << "\r\033[K" << std::flush;
}

void TerminalProgress::draw(const std::string& text) {
  out_ << "\r\033[K" << text << std::flush;
  drawn_ = std::chrono::steady_clock::now();
}

void TerminalProgress::phase(std::string_view name) {
  const std::lock_guard lock(mutex_);
  phase_ = name;
  if (terminal_) {
    draw(phase_ + " …");
  } else {
    out_ << "muster: " << phase_ << "\n" << std::flush;
  }
}

void TerminalProgress::step(size_t done, size_t total) {
  constexpr std::chrono::milliseconds between{100};
  const std::lock_guard lock(mutex_);
  if (!terminal_ || std::chrono::steady_clock::now() - drawn_ < between) return;
  std::string text = phase_ + " … " + std::to_string(done);
  if (total > 0) text += " of " + std::to_string(total);
  draw(text);
}

}  // namespace muster::cli
