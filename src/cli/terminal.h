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

// The columns of the terminal that standard output is; 0 where it is none, or tells none.
size_t terminal_width();

// Shows a result: through MUSTER_PAGER, PAGER or less where it is longer than the terminal, as it
// is otherwise and where that is "cat". Of less the usual: it ends where all fits, and shows
// colours.
void page(std::ostream& out, const std::string& text);
// Lines that fit on the screen are written, more go to the program.
void page(std::ostream& out, const std::string& text, size_t rows, const std::string& pager);

class TerminalProgress : public Progress {
 public:
  // `timed`: tells of each phase how long it took.
  TerminalProgress(std::ostream& out, bool terminal, bool timed = false);
  ~TerminalProgress() override;  // clears its line
  void phase(std::string_view name) override;
  void step(size_t done, size_t total) override;
  // Takes its line off the terminal; the next step draws it anew.
  void clear();

 private:
  void draw(const std::string& text);
  void erase();
  void end_phase();

  std::ostream& out_;
  bool terminal_, timed_;
  std::chrono::steady_clock::time_point begun_;  // of the phase
  std::mutex mutex_;                             // steps come from several threads
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
