#include "cli/terminal.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
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

size_t terminal_width() {
  winsize size{};
  return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

void page(std::ostream& out, const std::string& text, size_t rows, const std::string& pager) {
  const auto lines = static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
  FILE* to = nullptr;
  if (lines >= rows && !pager.empty() && pager != "cat") {
    setenv("LESS", "FRX", 0);
    to = popen(pager.c_str(), "we");  // NOLINT: the person's own words, as an editor's
  }
  if (to == nullptr) {
    out << text;
    return;
  }
  out.flush();
  fwrite(text.data(), 1, text.size(), to);
  constexpr int no_such_program = 127;
  const int ended = pclose(to);
  if (WIFEXITED(ended) && WEXITSTATUS(ended) == no_such_program) out << text;
}

void page(std::ostream& out, const std::string& text) {
  winsize size{};
  const bool known = ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0;
  const char* pager = std::getenv("MUSTER_PAGER");
  if (pager == nullptr) pager = std::getenv("PAGER");
  page(out, text, known ? size.ws_row : text.size() + 1, pager == nullptr ? "less" : pager);
}

TerminalProgress::TerminalProgress(std::ostream& out, bool terminal, bool timed)
    : out_(out), terminal_(terminal), timed_(timed) {}

TerminalProgress::~TerminalProgress() {
  clear();
  end_phase();
}

void TerminalProgress::erase() {
  if (drawn_over_) out_ << "\r\033[K" << std::flush;
  drawn_over_ = false;
}

void TerminalProgress::clear() {
  const std::lock_guard lock(mutex_);
  erase();
}

void TerminalProgress::end_phase() {
  if (!timed_ || phase_.empty()) return;
  erase();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun_;
  out_ << fmt::format("muster: {} took {:.2f} s\n", phase_, took.count()) << std::flush;
}

void TerminalProgress::draw(const std::string& text) {
  out_ << "\r\033[K" << text << std::flush;
  drawn_ = std::chrono::steady_clock::now();
  drawn_over_ = true;
}

void TerminalProgress::phase(std::string_view name) {
  const std::lock_guard lock(mutex_);
  end_phase();
  phase_ = name;
  begun_ = std::chrono::steady_clock::now();
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
