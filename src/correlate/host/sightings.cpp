#include "correlate/host/sightings.h"

#include <algorithm>

#include "core/error.h"
#include "core/text.h"

namespace muster {
namespace {

constexpr int most_lines = 2'000'000;
constexpr size_t longest_line = 64 << 10;
constexpr long long most_days = 100'000;
constexpr std::string_view missed = "missed", stale = "stale:", drawn = "drawn:";

[[noreturn]] void refuse(const std::string& file, int line, std::string_view text) {
  throw Error("a sighting is \"<id> <day> <what>=<days>@<day>…\"", Exit::invalid)
      .at({file, line, 1, visible(text.substr(0, 200))})
      .mend("remove the line: the host counts as seen today");
}

bool parse_count(std::string_view text, DayCount& out) {
  const size_t at = text.find('@');
  if (at == std::string_view::npos) return false;
  const auto days = parse_int(text.substr(0, at));
  if (!days || *days < 1 || *days > most_days) return false;
  out.days = static_cast<int>(*days);
  return parse_day(std::string(text.substr(at + 1)), out.last);
}

bool parse_word(std::string_view text, Sighting& out) {
  const size_t equal = text.rfind('=');
  DayCount count;
  if (equal == std::string_view::npos || !parse_count(text.substr(equal + 1), count)) return false;
  const std::string_view what = text.substr(0, equal);
  if (what == missed) {
    out.missed = count;
  } else if (what.starts_with(stale) && what.size() > stale.size()) {
    out.stale[std::string(what.substr(stale.size()))] = count;
  } else if (what.starts_with(drawn)) {
    const auto ip = parse_ip(what.substr(drawn.size()));
    if (ip) out.drawn[*ip] = count;
    return ip.has_value();
  } else {
    return false;
  }
  return true;
}

// What an older muster wrote behind the day: the sources, "a:b,c:d", and "<days>@<day>".
bool is_older_word(std::string_view text, Sighting& out) {
  if (text.find('=') != std::string_view::npos || text.starts_with(',')) return false;
  return text.find(':') != std::string_view::npos || parse_count(text, out.missed);
}

void parse_line(std::string_view text, const std::string& file, int line, Sightings& out) {
  if (text.size() > longest_line) refuse(file, line, text);
  const auto words = split(text, ' ');
  Sighting sighting;
  bool formed = words.size() >= 2 && !words[0].empty() && parse_day(words[1], sighting.day);
  for (size_t i = 2; formed && i < words.size(); ++i) {
    formed = parse_word(words[i], sighting) || is_older_word(words[i], sighting);
  }
  if (!formed) refuse(file, line, text);
  out.insert_or_assign(words[0], std::move(sighting));
}

void add_count(std::string& out, std::string_view what, const DayCount& count) {
  if (count.days == 0) return;
  out += " ";
  out += what;
  out += "=" + std::to_string(count.days) + "@" + render_day(count.last);
}

}  // namespace

std::string render_sightings(const Sightings& sightings) {
  std::string out;
  for (const auto& [id, sighting] : sightings) {
    out += id + " " + render_day(sighting.day);
    add_count(out, missed, sighting.missed);
    for (const auto& [part, count] : sighting.stale)
      add_count(out, std::string(stale) + part, count);
    for (const auto& [ip, count] : sighting.drawn) {
      add_count(out, std::string(drawn) + render(ip), count);
    }
    out += "\n";
  }
  return out;
}

Sightings parse_sightings(std::string_view text, const std::string& file) {
  Sightings out;
  for (int line = 1; !text.empty(); ++line) {
    const size_t end = std::min(text.find('\n'), text.size());
    if (line > most_lines) refuse(file, line, text.substr(0, end));
    if (end > 0) parse_line(text.substr(0, end), file, line, out);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace muster
