#include "backup/session/session.h"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>

#include "backup/session/dialogue.h"
#include "backup/session/uptime.h"
#include "core/text.h"

namespace muster {
namespace {

constexpr size_t longest_fact = 100;
constexpr size_t longest_item = 64;
constexpr size_t most_items = 1'000;
constexpr size_t error_lines = 8;  // of an answer that could be a refusal

// Asks by a shell, or by a program each.
class Asking {
 public:
  virtual ~Asking() = default;
  virtual std::string ask(const std::string& command) = 0;
  virtual void part() {}
  virtual std::string prompt() const { return ""; }
};

class ByShell : public Asking {
 public:
  ByShell(SshTerminal& line, const Platform& platform, const Secret& enable,
          const SessionLimits& limits, std::vector<CliExchange>& exchanges)
      : dialogue_(line, platform, limits, exchanges) {
    dialogue_.begin();
    dialogue_.enable(enable);
    for (const std::string& command : platform.paging_off) dialogue_.ask(command);
  }
  std::string ask(const std::string& command) override { return dialogue_.ask(command); }
  void part() override { dialogue_.part(); }
  std::string prompt() const override { return dialogue_.prompt(); }

 private:
  Dialogue dialogue_;
};

class ByProgram : public Asking {
 public:
  ByProgram(SshTerminal& line, const SessionLimits& limits, std::vector<CliExchange>& exchanges)
      : line_(line), limits_(limits), exchanges_(exchanges) {}

  std::string ask(const std::string& command) override {
    exchanges_.push_back({command, ""});
    std::string& said = exchanges_.back().said;
    line_.run(command);
    for (Milliseconds silent{0}; silent < limits_.patience;) {
      const auto bytes = line_.hear(limits_.quiet);
      if (!bytes) return cleaned(said);
      silent = bytes->empty() ? silent + limits_.quiet : Milliseconds(0);
      said += *bytes;
      if (said.size() > limits_.bytes) break;
    }
    throw DeviceError(
        BackupOutcome::incomplete,
        Error("the answer does not end")
            .because(fmt::format("{} had come", counted(said.size(), "byte")))
            .mend("give it more time by timeout, or see why the command does not end there"));
  }

 private:
  static std::string cleaned(std::string& said) {
    Screen screen;
    screen.put(said);
    return said = screen.text();
  }

  SshTerminal& line_;
  const SessionLimits& limits_;
  std::vector<CliExchange>& exchanges_;
};

// The first line of a short answer that one of the patterns finds.
std::string refusing_line(const std::vector<Pattern>& patterns, const std::string& answer) {
  const auto lines = split(answer, '\n');
  for (size_t i = 0; i < std::min(lines.size(), error_lines); ++i) {
    for (const Pattern& one : patterns) {
      if (one.matches(lines[i])) return clean(lines[i], 100);
    }
  }
  return "";
}

// "" when the device does not know an optional command.
std::string answer_to(Asking& asking, const Platform& platform, const std::string& command,
                      bool optional) {
  std::string answer = asking.ask(command);
  const std::string denied = refusing_line(platform.denied, answer);
  const std::string unknown = denied.empty() ? refusing_line(platform.unsupported, answer) : "";
  if (denied.empty() && unknown.empty()) return answer;
  if (optional) return "";
  throw DeviceError(BackupOutcome::denied,
                    Error(fmt::format("the device refuses \"{}\"", command))
                        .because("it says \"" + (denied.empty() ? unknown : denied) + "\"")
                        .mend(denied.empty() ? "see that the host is of platform " + platform.name
                                             : "give this user the right to run it"));
}

void take_facts(Asking& asking, const Platform& platform, CapturedConfig& out) {
  for (const FactCommand& command : platform.facts) {
    const auto lines = split(answer_to(asking, platform, command.run, command.optional), '\n');
    for (const auto& [name, pattern] : command.take) {
      for (const std::string& line : lines) {
        const auto found = pattern.find(line);
        if (!found) continue;
        const auto [begin, end] = found->group;
        std::string value = clean(std::string_view(line).substr(begin, end - begin), longest_fact);
        if (name == uptime_fact) value = uptime_class(value);
        if (!value.empty()) out.facts.try_emplace(name, value);
        break;
      }
    }
  }
}

// Lines that end in `mark` go on in the next one, without its indentation.
std::string joined(const std::string& text, const std::string& mark) {
  if (mark.empty()) return text;
  std::string out;
  bool going_on = false;
  for (std::string& line : split(text, '\n')) {
    if (going_on) line.erase(0, line.find_first_not_of(' '));
    going_on = line.ends_with(mark);
    if (going_on) line.resize(line.size() - mark.size());
    out += line;
    if (!going_on) out += '\n';
  }
  if (!out.empty() && text.ends_with('\n')) out.pop_back();
  return out;
}

std::string without_drops(const std::string& text, const Platform& platform) {
  std::string out;
  const LineBlock* within = nullptr;
  auto lines = split(text, '\n');
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  for (const std::string& line : lines) {
    if (within == nullptr) {
      const auto block =
          std::find_if(platform.drop_blocks.begin(), platform.drop_blocks.end(),
                       [&](const LineBlock& one) { return one.from->matches(line); });
      if (block != platform.drop_blocks.end()) within = &*block;
    }
    if (within != nullptr) {
      if (within->to->matches(line)) within = nullptr;
      continue;
    }
    const bool dropped = std::any_of(platform.drop.begin(), platform.drop.end(),
                                     [&](const Pattern& one) { return one.matches(line); });
    if (!dropped) out += line + "\n";
  }
  if (within == nullptr) return out;
  throw DeviceError(BackupOutcome::incomplete, Error("a block of the configuration does not end")
                                                   .because("the line that ends it did not come")
                                                   .mend("run again"));
}

// Error unless the text is proven to be whole; what proves it.
std::string prove(const ConfigCommand& command, const std::string& text) {
  const auto incomplete = [&](const std::string& why, const std::string& fix) {
    return DeviceError(BackupOutcome::incomplete,
                       Error(fmt::format("the answer to \"{}\" is not whole", command.run))
                           .because(why)
                           .mend(fix));
  };
  const std::string again = "run again; if it stays so, see what the device prints";
  size_t count = 0;
  std::string last;
  std::vector<bool> met(command.must.size());
  for (const std::string& line : split(text, '\n')) {
    if (trim(line).empty()) continue;
    ++count;
    last = line;
    for (size_t i = 0; i < met.size(); ++i) met[i] = met[i] || command.must[i].matches(line);
  }
  if (count < static_cast<size_t>(command.min_lines)) {
    throw incomplete(fmt::format("it has {}, and {} at least are expected", counted(count, "line"),
                                 command.min_lines),
                     "see that this user may read all of it");
  }
  if (command.end && !command.end->matches(last)) {
    throw incomplete(
        fmt::format("after {} the line that ends it did not come", counted(count, "line")), again);
  }
  if (const auto miss = std::find(met.begin(), met.end(), false); miss != met.end()) {
    throw incomplete(fmt::format("of {} none is what must be there (must, number {})",
                                 counted(count, "line"), miss - met.begin() + 1),
                     again);
  }
  return counted(count, "line") + (command.end ? ", with its end marker" : "") +
         (met.empty() ? "" : ", with what must be there");
}

// What stands in a command that is run: nothing that a device says may become another one.
void require_plain(const std::string& item, const std::string& command) {
  const bool plain = !item.empty() && item.size() <= longest_item &&
                     std::all_of(item.begin(), item.end(), [](unsigned char c) {
                       return std::isalnum(c) || c == '-' || c == '_' || c == '.';
                     });
  if (plain) return;
  throw DeviceError(BackupOutcome::incomplete,
                    Error(fmt::format("\"{}\" is not run for \"{}\"", command, clean(item, 80)))
                        .because("only letters, digits and . _ - go into a command")
                        .mend("rename that on the device"));
}

std::vector<std::string> items_of(Asking& asking, const Platform& platform, const ForEach& each,
                                  const std::string& command) {
  const std::string answer = answer_to(asking, platform, each.run, false);
  ConfigCommand list;
  list.run = each.run;
  list.end = each.end;
  prove(list, answer);
  std::vector<std::string> out;
  for (const std::string& line : split(answer, '\n')) {
    const auto found = each.find->find(line);
    if (!found) continue;
    std::string item = line.substr(found->group.first, found->group.second - found->group.first);
    require_plain(item, command);
    if (std::find(out.begin(), out.end(), item) == out.end()) out.push_back(std::move(item));
  }
  if (!out.empty() && out.size() <= most_items) return out;
  throw DeviceError(BackupOutcome::incomplete,
                    Error(fmt::format("\"{}\" lists {}", each.run, out.size()))
                        .because(fmt::format("1 to {} are expected", most_items))
                        .mend("see that this user may read all of it"));
}

std::string filled(std::string text, const std::string& item) {
  const size_t at = text.find("{}");
  return at == std::string::npos ? text : text.replace(at, 2, item);
}

// Its answers and what proves them, for each that it is run for.
void take_command(Asking& asking, const Platform& platform, const ConfigCommand& command,
                  CapturedConfig& out, std::vector<std::string>& proofs) {
  std::vector<std::string> items{""};
  if (command.each) items = items_of(asking, platform, *command.each, command.run);
  for (const std::string& item : items) {
    const std::string run = command.each ? filled(command.run, item) : command.run;
    const std::string answer = answer_to(asking, platform, run, command.optional);
    if (command.optional && trim(answer).empty()) continue;
    const std::string text = without_drops(joined(answer, platform.join), platform);
    proofs.push_back((command.each ? item + ": " : "") + prove(command, text));
    if (!command.heading.empty()) out.text += filled(command.heading, item) + "\n";
    out.text += text;
  }
}

std::string listed_facts(const std::map<std::string, std::string>& facts) {
  std::vector<std::string> out;
  for (const auto& [name, value] : facts) out.push_back(name + " " + value);
  return out.empty() ? "nothing of itself" : join(out, ", ");
}

void take_config(Asking& asking, const Platform& platform, CapturedConfig& out) {
  std::vector<std::string> proofs;
  for (const ConfigCommand& command : platform.config) {
    if (is_meant(command, out.facts)) take_command(asking, platform, command, out, proofs);
  }
  if (proofs.empty()) {
    throw DeviceError(BackupOutcome::incomplete,
                      Error("no command of platform " + platform.name + " is meant for this device")
                          .because("it tells " + listed_facts(out.facts))
                          .mend("add one, or change its when:"));
  }
  out.proof = join(proofs, "; ");
}

void capture_by(Asking& asking, const Platform& platform, CapturedConfig& out) {
  out.prompt = asking.prompt();
  take_facts(asking, platform, out);
  take_config(asking, platform, out);
  out.facts.erase("mode");
}

}  // namespace

CapturedConfig capture_config(SshTerminal& line, const Platform& platform, const Secret& enable,
                              const SessionLimits& limits, std::vector<CliExchange>& exchanges) {
  CapturedConfig out;
  if (platform.exec) {
    ByProgram asking(line, limits, exchanges);
    capture_by(asking, platform, out);
    return out;
  }
  ByShell asking(line, platform, enable, limits, exchanges);
  capture_by(asking, platform, out);
  try {
    asking.part();
  } catch (const Error&) {
    // All was said: how the device hangs up does not matter.
  }
  return out;
}

}  // namespace muster
