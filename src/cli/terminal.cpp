#include "cli/terminal.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <unistd.h>

#include <ostream>

namespace muster::cli {

void hold_standard_descriptors() {
  for (const int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    // The lowest number that is free is this one.
    if (fcntl(number, F_GETFD) == -1) static_cast<void>(open("/dev/null", O_RDONLY));
  }
}

bool reader_left() {
  pollfd out{STDOUT_FILENO, POLLOUT, 0};
  return poll(&out, 1, 0) == 1 && (out.revents & POLLERR) != 0;
}

TerminalProgress::TerminalProgress(std::ostream& out, bool terminal)
    : out_(out), terminal_(terminal) {}

TerminalProgress::~TerminalProgress() { clear(); }

void TerminalProgress::clear() {
  const std::lock_guard lock(mutex_);
  if (drawn_over_) out_ << "\r\033[K" << std::flush;
  drawn_over_ = false;
}

void TerminalProgress::draw(const std::string& text) {
  out_ << "\r\033[K" << text << std::flush;
  drawn_ = std::chrono::steady_clock::now();
  drawn_over_ = true;
}

void TerminalProgress::phase(std::string_view name) {
  const std::lock_guard lock(mutex_);
  phase_ = name;
  if (terminal_) {
    draw(fmt::format("{} …", phase_));
  } else {
    out_ << "muster: " << phase_ << "\n" << std::flush;
  }
}

void TerminalProgress::step(size_t done, size_t total) {
  constexpr std::chrono::milliseconds between{100};
  const std::lock_guard lock(mutex_);
  if (!terminal_ || std::chrono::steady_clock::now() - drawn_ < between) return;
  draw(total > 0 ? fmt::format("{} … {} of {}", phase_, done, total)
                 : fmt::format("{} … {}", phase_, done));
}

AfterProgress::int_type AfterProgress::overflow(int_type letter) {
  progress_.clear();
  return traits_type::eq_int_type(letter, traits_type::eof())
             ? traits_type::not_eof(letter)
             : real_.sputc(traits_type::to_char_type(letter));
}

std::streamsize AfterProgress::xsputn(const char* text, std::streamsize size) {
  progress_.clear();
  return real_.sputn(text, size);
}

}  // namespace muster::cli
