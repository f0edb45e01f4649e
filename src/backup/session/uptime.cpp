#include "backup/session/uptime.h"

#include <array>
#include <cctype>
#include <utility>

#include "core/text.h"

namespace muster {
namespace {

constexpr long long most_of_a_unit = 1'000'000'000;
constexpr long long seconds_a_day = 86'400;

// By their first letters; "m" alone is minutes, and so is none of them.
constexpr std::array<std::pair<std::string_view, int>, 4> units{
    {{"y", 365}, {"mo", 30}, {"w", 7}, {"d", 1}}};

int days_of(std::string_view unit) {
  for (const auto& [name, days] : units) {
    if (unit.starts_with(name)) return days;
  }
  return 0;
}

bool in(char c, int (*kind)(int)) { return kind(static_cast<unsigned char>(c)) != 0; }

std::string_view run_of(std::string_view text, int (*kind)(int)) {
  size_t end = 0;
  while (end < text.size() && in(text[end], kind)) ++end;
  return text.substr(0, end);
}

// The days of the number that begins here with its unit, which may stand behind a blank.
long long days_at(std::string_view text, std::string_view number) {
  const auto count = parse_int(std::string(number));
  if (!count || *count > most_of_a_unit) return 0;
  text.remove_prefix(number.size());
  if (text.starts_with(',') && text.size() > 1 && in(text[1], std::isdigit)) return *count;
  return *count * days_of(run_of(text.substr(text.starts_with(' ') ? 1 : 0), std::isalpha));
}

std::string class_of(long long days) {
  if (days < 1) return "hours";
  if (days < 7) return "days";
  if (days < 60) return "weeks";
  return days < 365 ? "months" : "years";
}

}  // namespace

std::string uptime_class(std::string_view told) {
  const std::string text = lower(std::string(trim(told)));
  if (text.find_first_of("0123456789") == std::string::npos) return "";
  const auto whole = run_of(text, std::isdigit);
  const bool plain = text.find_first_not_of("0123456789.") == std::string::npos;
  if (plain) return class_of(parse_int(std::string(whole)).value_or(0) / seconds_a_day);
  long long days = 0;
  for (std::string_view rest = text; !rest.empty();) {
    const auto number = run_of(rest, std::isdigit);
    if (!number.empty()) days += days_at(rest, number);
    rest.remove_prefix(number.empty() ? 1 : number.size());
  }
  return class_of(days);
}

}  // namespace muster
