#include "backup/session/dialogue.h"

#include <fmt/core.h>

#include <algorithm>

#include "core/text.h"

namespace muster {
namespace {

constexpr size_t tail_bytes = 512;
constexpr int most_answers = 20;  // to questions of one login or logout
constexpr int most_drains = 200;  // pieces that come unasked for
constexpr Milliseconds parting_time{2'000};

DeviceError trouble(BackupOutcome outcome, const std::string& message, const std::string& why,
                    const std::string& fix) {
  return {outcome, Error(message).because(why).mend(fix)};
}

// The last line with something on it, without blanks around it.
std::string last_of(const Screen& screen) {
  const std::string tail = screen.tail(tail_bytes);
  const auto text = trim(tail);
  return std::string(
      trim(text.substr(text.rfind('\n') == std::string_view::npos ? 0 : text.rfind('\n') + 1)));
}

// The same with the blanks that a prompt may end in.
bool fits(const std::optional<Pattern>& pattern, const std::string& line) {
  return pattern && !trim(line).empty() && pattern->matches(line);
}

}  // namespace

Dialogue::Heard Dialogue::hear(Milliseconds most) {
  const auto bytes = line_.hear(most);
  if (!bytes) return Heard::end;
  if (bytes->empty()) return Heard::silence;
  screen_.put(*bytes);
  if (screen_.bytes() <= limits_.bytes) return Heard::something;
  throw trouble(BackupOutcome::incomplete, "the answer does not end",
                fmt::format("it is longer than {}", counted(limits_.bytes, "byte")),
                "see what the device prints, and whether its prompt changes");
}

void Dialogue::keep() {
  if (!exchanges_.empty()) exchanges_.back().said = screen_.text();
}

void Dialogue::say(std::string_view text, std::string_view shown) {
  keep();
  exchanges_.push_back({std::string(shown), ""});
  screen_.clear();
  line_.send(text);
}

// Nothing is under way any more, so that what comes next is an answer.
void Dialogue::drain() {
  for (int i = 0; i < most_drains; ++i) {
    if (hear(limits_.quiet) != Heard::something) return;
  }
  throw trouble(BackupOutcome::no_prompt, "the device does not stop writing",
                "it writes without being asked", "turn off its log on this terminal");
}

std::optional<size_t> Dialogue::pager() const {
  if (!platform_.more) return std::nullopt;
  const std::string& last = screen_.last_line();
  const size_t from = last.size() > tail_bytes ? last.size() - tail_bytes : 0;
  const auto found = platform_.more->find(std::string_view(last).substr(from));
  return found ? std::optional(from + found->whole.first) : std::nullopt;
}

// Waits for the next words. A question of the pager that nothing follows is answered, and what it
// hid counts as words.
Dialogue::Heard Dialogue::hear_on() {
  const auto question = pager();
  const Heard heard = hear(question ? limits_.quiet / 5 : limits_.quiet);
  if (heard != Heard::silence || !question) return heard;
  screen_.take_question(*question);
  line_.send(platform_.more_reply);
  return Heard::something;
}

bool Dialogue::answer_asked(const std::vector<CliAnswer>& answers, int& asked) {
  const std::string tail = screen_.tail(tail_bytes);
  for (const CliAnswer& one : answers) {
    if (!one.see->matches(tail)) continue;
    if (++asked > most_answers) {
      throw trouble(BackupOutcome::no_prompt, "the device asks the same again and again",
                    "its question was answered " + counted(most_answers, "time"),
                    "mend dialog: of platform " + platform_.name);
    }
    say(one.say, one.say);
    return true;
  }
  return false;
}

std::string Dialogue::wait_for_prompt_shape() {
  int asked = 0;
  for (Milliseconds silent{0}; silent < limits_.patience;) {
    const Heard heard = hear_on();
    if (heard == Heard::end) {
      throw trouble(BackupOutcome::closed, "the device hung up before its prompt",
                    "its last words are \"" + clean(last_of(screen_), 100) + "\"",
                    "log in by hand as this user and see what it says");
    }
    if (heard == Heard::something) {
      silent = Milliseconds(0);
      continue;
    }
    silent += limits_.quiet;
    for (const Pattern& expired : platform_.expired) {
      if (!expired.matches(screen_.tail(tail_bytes))) continue;
      throw trouble(BackupOutcome::expired, "the password of this user has expired",
                    "the device wants a new one", "log in by hand and set one");
    }
    if (answer_asked(platform_.dialog, asked)) continue;
    if (fits(platform_.prompt, screen_.last_line())) return screen_.last_line();
  }
  throw trouble(BackupOutcome::no_prompt, "there is no prompt of platform " + platform_.name,
                "the device's last words are \"" + clean(last_of(screen_), 100) + "\"",
                "see that the host is of this platform, or mend prompt: of its file");
}

// Twice the same, so that a banner that looks like one is none.
void Dialogue::learn_prompt() {
  constexpr int tries = 4;
  std::string before = wait_for_prompt_shape();
  for (int i = 0; i < tries; ++i) {
    say(platform_.newline, "");
    const std::string now = wait_for_prompt_shape();
    if (now == before) {
      prompt_ = now;
      return;
    }
    before = now;
  }
  throw trouble(BackupOutcome::no_prompt, "the prompt changes each time",
                "it was \"" + clean(before, 100) + "\" last", "see what the device prints there");
}

void Dialogue::begin() {
  exchanges_.push_back({"", ""});
  line_.shell();
  learn_prompt();
}

bool Dialogue::at_prompt() const { return screen_.last_line() == prompt_; }

void Dialogue::wait_for_end() {
  for (Milliseconds silent{0}; silent < limits_.patience;) {
    const Heard heard = hear_on();
    if (heard == Heard::end) {
      keep();
      throw trouble(BackupOutcome::closed, "the device hung up in the middle of its answer",
                    counted(screen_.bytes(), "byte") + " had come",
                    "run again; if it stays so, see the device's log");
    }
    silent = heard == Heard::something ? Milliseconds(0) : silent + limits_.quiet;
    if (heard == Heard::silence && at_prompt()) return;
  }
  keep();
  throw trouble(BackupOutcome::incomplete, "the answer does not end in the prompt",
                fmt::format("{} had come, and then nothing for {}",
                            counted(screen_.bytes(), "byte"), render_duration(limits_.patience)),
                "give it more time by timeout, or mend the prompt or pager of its platform");
}

std::string Dialogue::ask(const std::string& command) {
  drain();
  say(command + platform_.newline, command);
  wait_for_end();
  keep();
  std::string text = screen_.text();
  text.resize(text.size() - screen_.last_line().size());
  const size_t first = text.find('\n');
  const auto echo = trim(std::string_view(text).substr(0, first));
  if (first != std::string::npos && echo.ends_with(command)) text.erase(0, first + 1);
  return text;
}

void Dialogue::wait_for(const std::optional<Pattern>& question) {
  for (Milliseconds silent{0}; silent < limits_.patience;) {
    const Heard heard = hear(limits_.quiet);
    if (heard == Heard::end) break;
    if (heard == Heard::something) continue;
    silent += limits_.quiet;
    if (question->matches(screen_.last_line()) || at_prompt() ||
        (fits(platform_.prompt, screen_.last_line()) &&
         !fits(platform_.enable.prompt, screen_.last_line()))) {
      return;
    }
  }
}

// A device may ask for the password, or take the command at once.
void Dialogue::enable(const Secret& password) {
  const EnableStep& step = platform_.enable;
  if (!fits(step.prompt, prompt_)) return;
  drain();
  say(step.run + platform_.newline, step.run);
  wait_for(step.see);
  if (step.see->matches(screen_.last_line())) {
    say(password.reveal() + platform_.newline, "(scrubbed)");
    wait_for(step.see);
  }
  if (step.see->matches(screen_.last_line()) || fits(step.prompt, screen_.last_line())) {
    throw trouble(BackupOutcome::denied, "the device does not let this user enable",
                  password.empty() ? "it asks for a password, and none is given"
                                   : "it does not take the enable password",
                  "see enable: of the credential");
  }
  learn_prompt();
}

void Dialogue::part() {
  int asked = 0;
  for (const std::string& command : platform_.logout) {
    say(command + platform_.newline, command);
    for (Milliseconds silent{0}; silent < parting_time;) {
      const Heard heard = hear(limits_.quiet);
      if (heard == Heard::end) return keep();
      if (heard == Heard::something) continue;
      silent += limits_.quiet;
      if (!answer_asked(platform_.parting, asked) && at_prompt()) break;
    }
  }
  keep();
}

}  // namespace muster
