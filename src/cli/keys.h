// Single keys of a person at a terminal.
#pragma once
#include <stop_token>

#include "flow/bulk/review_keys.h"

namespace muster::cli {

// The terminal is as it was before whenever no key is waited for: also when a signal ends or stops
// the program meanwhile. A stop ends the answers, as Ctrl-D does.
class TerminalReplies : public Replies {
 public:
  TerminalReplies(int terminal, std::stop_token stop);
  ~TerminalReplies() override;
  TerminalReplies(const TerminalReplies&) = delete;
  TerminalReplies& operator=(const TerminalReplies&) = delete;

  bool by_keys() const override { return true; }
  // A key that is more than one byte, such as an arrow, is "\033".
  std::optional<std::string> next() override;
  std::optional<std::string> line() override;

 private:
  bool wait() const;  // until there is something to read; false: stopped
  std::optional<char> read_byte() const;

  int terminal_;
  int woken_;  // an eventfd that a stop writes to
  std::stop_callback<std::function<void()>> wake_;
};

}  // namespace muster::cli
