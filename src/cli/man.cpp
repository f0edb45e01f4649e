// The manual page, from the same table as --help.
#include <fmt/core.h>

#include <algorithm>

#include "cli/command.h"
#include "core/text.h"

namespace muster::cli {
namespace {

// What roff takes for a control line or an escape, made plain; dashes are those that one types.
std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      if ((c == '.' || c == '\'') && (out.empty() || out.back() == '\n')) out += "\\&";
      out += c;
    }
  }
  return out;
}

std::string tagged(const std::string& tag, std::string_view about) {
  return fmt::format(".TP\n\\fB{}\\fR\n{}\n", tag, roff(about));
}

std::string flag_entry(const Flag& flag) {
  const std::string value = flag.value.empty() ? "" : fmt::format(" \\fI{}\\fR", roff(flag.value));
  return tagged(roff(flag.name) + "\\fR" + value, flag.about);
}

std::string command_entry(const Command& command) {
  std::string text = fmt::format(".SS muster {} {}\n{}\n", roff(command.name),
                                 roff(command.arguments), roff(command.about));
  if (!command.details.empty()) text += fmt::format(".PP\n{}\n", roff(command.details));
  for (const Flag& flag : command.flags) text += flag_entry(flag);
  text += ".PP\n.nf\n";
  for (const std::string_view example : command.examples) text += roff(example) + "\n";
  return text + ".fi\n";
}

}  // namespace

std::string man_page() {
  std::string text =
      ".TH MUSTER 1\n"
      ".SH NAME\n"
      "muster \\- inventory of a network in Git, reconciled with NetBox and DNS\n"
      ".SH SYNOPSIS\n"
      ".B muster\n\\fICOMMAND\\fR [\\fIoptions\\fR]\n"
      ".SH OPTIONS\nOf every command:\n";
  for (const Flag& flag : common_flags()) text += flag_entry(flag);
  text += ".SH COMMANDS\n";
  for (const Command& command : commands()) text += command_entry(command);
  text += ".SH EXIT STATUS\n";
  for (const ExitWord& one : exit_words()) text += tagged(std::string(one.code), one.about);
  return text + ".SH FILES\n" +
         tagged("muster.yaml",
                "what is asked and what is made to agree, at the top of a repository") +
         tagged("~/.config/muster/muster.yaml", "the same, of the user alone, laid under it") +
         ".SH SEE ALSO\n.BR git (1),\n.BR unbound.conf (5)\n";
}

}  // namespace muster::cli
