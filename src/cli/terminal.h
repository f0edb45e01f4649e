// Progress as people and pipelines like it: on a terminal one line that is rewritten, elsewhere one
// line a phase.
#pragma once
#include <chrono>
#include <iosfwd>
#include <mutex>
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

 private:
  void draw(const std::string& text);

  std::ostream& out_;
  bool terminal_;
  std::mutex mutex_;  // steps come from several threads
  std::string phase_;
  std::chrono::steady_clock::time_point drawn_;
};

}  // namespace muster::cli
