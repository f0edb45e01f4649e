// Commands and answers on a shell whose prompt is learned. Internal to backup/session.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "backup/session/screen.h"
#include "backup/session/session.h"

namespace muster {

class Dialogue {
 public:
  Dialogue(SshTerminal& line, const Platform& platform, const SessionLimits& limits,
           std::vector<CliExchange>& exchanges)
      : line_(line), platform_(platform), limits_(limits), exchanges_(exchanges) {}

  // Begins the shell, answers what is asked before the first prompt, and learns that.
  void begin();
  void enable(const Secret& password);
  // The answer to a command, without its echo and the prompt.
  std::string ask(const std::string& command);
  void part();
  const std::string& prompt() const { return prompt_; }

 private:
  enum class Heard { something, silence, end };

  Heard hear(Milliseconds most);
  void say(std::string_view text, std::string_view shown);
  void drain();
  Heard hear_on();
  std::optional<size_t> pager() const;
  bool answer_asked(const std::vector<CliAnswer>& answers, int& asked);
  void learn_prompt();
  std::string wait_for_prompt_shape();
  void wait_for(const std::optional<Pattern>& question);
  void wait_for_end();
  bool at_prompt() const;
  void keep();

  SshTerminal& line_;
  const Platform& platform_;
  const SessionLimits& limits_;
  std::vector<CliExchange>& exchanges_;
  Screen screen_;
  std::string prompt_;
};

}  // namespace muster
