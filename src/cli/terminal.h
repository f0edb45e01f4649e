// Progress as people and pipelines like it: on a terminal one line that is rewritten, elsewhere one
// line a phase.
#pragma once
#include <chrono>
#include <iosfwd>
#include <mutex>
#include <streambuf>
#include <string>

#include "core/progress.h"

namespace muster::cli {

// Before anything is opened: a standard descriptor that is closed stands on nothing from here on,
// so that no file or socket gets its number; to write there fails.
void hold_standard_descriptors();

// Whether standard output is a pipe that nobody reads any more.
bool reader_left();

class TerminalProgress : public Progress {
 public:
  TerminalProgress(std::ostream& out, bool terminal);
  ~TerminalProgress() override;  // clears its line
  void phase(std::string_view name) override;
  void step(size_t done, size_t total) override;
  // Takes its line off the terminal; the next step draws it anew.
  void clear();

 private:
  void draw(const std::string& text);

  std::ostream& out_;
  bool terminal_;
  std::mutex mutex_;  // steps come from several threads
  std::string phase_;
  bool drawn_over_ = false;  // its line is on the terminal
  std::chrono::steady_clock::time_point drawn_;
};

// What is written to a terminal that progress is drawn on, too: the line of progress goes first.
class AfterProgress : public std::streambuf {
 public:
  AfterProgress(std::streambuf& real, TerminalProgress& progress)
      : real_(real), progress_(progress) {}

 protected:
  int_type overflow(int_type letter) override;
  std::streamsize xsputn(const char* text, std::streamsize size) override;
  int sync() override { return real_.pubsync(); }

 private:
  std::streambuf& real_;
  TerminalProgress& progress_;
};

}  // namespace muster::cli
