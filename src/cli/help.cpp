#include <algorithm>

#include "cli/command.h"
#include "core/text.h"

namespace muster::cli {
namespace {

std::string row(const std::string& left, std::string_view right, size_t width) {
  return "  " + left + std::string(width - std::min(width, columns(left)) + 2, ' ') +
         std::string(right) + "\n";
}

std::string left_of(const Flag& flag) {
  std::string text(flag.name);
  if (!flag.value.empty()) text += " " + std::string(flag.value);
  if (flag.repeats) text += " …";
  return text;
}

size_t widest(std::span<const Flag> flags) {
  size_t width = 0;
  for (const Flag& flag : flags) width = std::max(width, columns(left_of(flag)));
  return width;
}

}  // namespace

std::string help_text() {
  std::string text =
      "muster what is on the network, review it in Git, reconcile NetBox and Unbound with it\n\n"
      "usage: muster COMMAND [options]\n\ncommands\n";
  for (const Command& command : commands())
    text += row(std::string(command.name), command.about, 12);
  text += "\noptions of every command\n";
  for (const Flag& flag : common_flags())
    text += row(left_of(flag), flag.about, widest(common_flags()));
  return text +
         "\nexamples\n"
         "  muster discover                     ask the sources, commit host files to review "
         "branches\n"
         "  muster approve --where 'site = berlin and class = server'\n"
         "  muster reconcile --plan             see what would change\n"
         "  muster reconcile                    change it\n"
         "\nexit codes\n"
         "  0 nothing to do, or done · 1 error, targets untouched · 2 changes pending\n"
         "  (--detailed-exitcode) · 3 inventory or configuration invalid · 4 a rail refused ·\n"
         "  5 not covered by the approved plan · 6 partly done, or a source failed · 7 locked ·\n"
         "  64 usage · 130/143 interrupted\n";
}

std::string help_text(const Command& command) {
  std::string text = std::string(command.about) + "\n\nusage: muster " + std::string(command.name);
  if (!command.flags.empty()) text += " [options]";
  if (!command.arguments.empty()) text += " " + std::string(command.arguments);
  text += "\n";
  if (!command.details.empty()) text += "\n" + std::string(command.details) + "\n";
  const size_t width = std::max(widest(command.flags), widest(common_flags()));
  if (!command.flags.empty()) text += "\noptions\n";
  for (const Flag& flag : command.flags) text += row(left_of(flag), flag.about, width);
  text += "\noptions of every command\n";
  for (const Flag& flag : common_flags()) text += row(left_of(flag), flag.about, width);
  text += "\nexamples\n";
  for (const std::string_view example : command.examples)
    text += "  " + std::string(example) + "\n";
  return text;
}

}  // namespace muster::cli
