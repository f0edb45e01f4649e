// A device as a recording has it: what it says at first, and after each command. In the text
// \s is a blank, \e an escape, \m waits for any key, \c hangs up. Lines of the head:
// "# enable: WORD", "# facts: key=value …", "# secret: WORD", "# constant".
#pragma once
#include <catch2/catch.hpp>
#include <deque>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "backup/session/session.h"
#include "core/text.h"

namespace muster::test {

struct Recording {
  struct Step {
    std::string sent;
    std::string said;  // with \x01 where a key is waited for and \x02 where it hangs up
  };
  std::string enable, facts;
  std::vector<std::string> secrets;
  bool constant = false;
  std::vector<Step> steps;
};

inline void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

inline std::string unescaped(std::string text) {
  for (const auto& [from, to] : std::map<std::string, std::string>{{"\\r", "\r"},
                                                                   {"\\b", "\b"},
                                                                   {"\\s", " "},
                                                                   {"\\e", "\x1b"},
                                                                   {"\\m", "\x01"},
                                                                   {"\\c", "\x02"}}) {
    replace_all(text, from, to);
  }
  return text;
}

inline Recording parse_recording(const std::string& text) {
  Recording out;
  std::vector<std::string> lines;
  bool head = true;
  const auto close = [&] {
    if (out.steps.empty()) return;
    std::string said = join(lines, "\r\n");
    out.steps.back().said = unescaped(said);
    lines.clear();
  };
  out.steps.push_back({});
  auto all = split(text, '\n');
  if (!all.empty() && all.back().empty()) all.pop_back();
  for (const std::string& line : all) {
    const auto after = [&](const std::string& start) { return line.substr(start.size()); };
    if (head && line.starts_with("# enable: ")) {
      out.enable = after("# enable: ");
    } else if (head && line.starts_with("# facts: ")) {
      out.facts = after("# facts: ");
    } else if (head && line.starts_with("# secret: ")) {
      out.secrets.push_back(after("# secret: "));
    } else if (head && line == "# constant") {
      out.constant = true;
    } else if (line.starts_with(">>> ")) {
      close();
      out.steps.push_back({line.substr(4), ""});
      head = false;
    } else {
      lines.push_back(line);
      head = false;
    }
  }
  close();
  return out;
}

inline Recording recording_of(const std::string& platform) {
  std::ifstream in(std::string(TESTS_DIR) + "/backup/recordings/" + platform + ".txt");
  INFO("tests/backup/recordings/" << platform << ".txt");
  REQUIRE(in);
  std::stringstream text;
  text << in.rdbuf();
  return parse_recording(text.str());
}

// Plays it. Time is its own: silence costs nothing.
class Played : public SshTerminal {
 public:
  Played(Recording recording, bool exec, size_t piece = 4096)
      : recording_(std::move(recording)), exec_(exec), piece_(piece) {}

  std::string cut;            // the answer to this command …
  double cut_at = 0.9;        // … ends here
  bool prompt_after = false;  // and the prompt follows, as if it was whole
  bool hang_up = true;        // or the device is silent

  std::string banner() const override { return "SSH-2.0-test"; }
  void shell() override { say(recording_.steps.front().said); }

  void run(const std::string& command) override {
    closed_ = false;
    text_.clear();
    waiting_.clear();
    say(answer(command) + "\r\n");
    if (!silent_) waiting_ += '\x02';
    pump();
  }

  void send(std::string_view bytes) override {
    if (paused_) {
      paused_ = false;
      return pump();
    }
    std::string line(bytes);
    while (line.ends_with('\r') || line.ends_with('\n')) line.pop_back();
    const bool password = line == recording_.enable && expected("(scrubbed)");
    if (line.empty() && !password) return say("\r\n" + prompt_);
    say((password ? "\r\n" : line + "\r\n") + answer(password ? "(scrubbed)" : line));
  }

  std::optional<std::string> hear(Milliseconds) override {
    if (text_.empty()) return closed_ ? std::nullopt : std::optional<std::string>("");
    std::string piece = text_.substr(0, piece_);
    text_.erase(0, piece.size());
    return piece;
  }

 private:
  bool expected(const std::string& line) const {
    return at_ + 1 < recording_.steps.size() && recording_.steps[at_ + 1].sent == line;
  }

  std::string answer(const std::string& line) {
    for (size_t i = 1; i < recording_.steps.size(); ++i) {
      const auto& step = recording_.steps[i];
      if (step.sent != line || (exec_ ? false : i <= at_)) continue;
      at_ = i;
      return line == cut ? shortened(step.said) : step.said;
    }
    return exec_ ? "sh: " + line + ": not found" : "% Invalid input detected\r\n" + prompt_;
  }

  std::string shortened(const std::string& said) {
    std::string out =
        said.substr(0, static_cast<size_t>(cut_at * static_cast<double>(said.size())));
    out.resize(out.find_last_of('\n') == std::string::npos ? out.size()
                                                           : out.find_last_of('\n') + 1);
    if (prompt_after) return exec_ ? out : out + prompt_;
    silent_ = !hang_up;
    return hang_up ? out + '\x02' : out;
  }

  void say(const std::string& text) {
    waiting_ += text;
    const std::string last = text.substr(text.find_last_of("\n\x01\x02") + 1);
    if (!last.empty()) prompt_ = plain(last);
    pump();
  }

  // A prompt without the cursor games before it.
  static std::string plain(std::string text) {
    const size_t escape = text.rfind('\x1b');
    return escape == std::string::npos ? text : text.substr(text.find_first_of("HK", escape) + 1);
  }

  void pump() {
    while (!waiting_.empty() && !paused_ && !closed_) {
      const char c = waiting_.front();
      waiting_.erase(0, 1);
      if (c == '\x01') {
        paused_ = true;
      } else if (c == '\x02') {
        closed_ = true;
      } else {
        text_ += c;
      }
    }
  }

  Recording recording_;
  bool exec_;
  size_t piece_;
  size_t at_ = 0;
  std::string text_, waiting_, prompt_;
  bool paused_ = false, closed_ = false, silent_ = false;
};

}  // namespace muster::test
