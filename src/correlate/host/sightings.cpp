#include "correlate/host/sightings.h"

#include <algorithm>

#include "core/error.h"
#include "core/text.h"

namespace muster {
namespace {

constexpr int most_lines = 2'000'000;
constexpr size_t longest_line = 4096;
constexpr long long most_missed = 100'000;

bool is_word(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(),
                                      [](char c) { return c > ' ' && c != ',' && c != '\x7F'; });
}

[[noreturn]] void refuse(const std::string& file, int line, std::string_view text) {
  throw Error("a sighting is \"<id> <day> <source>,<source> <days>@<day>\"", Exit::invalid)
      .at({file, line, 1, visible(text.substr(0, 200))})
      .mend("remove the line: the host counts as seen today");
}

bool parse_missed(std::string_view text, Sighting& out) {
  const size_t at = text.find('@');
  if (at == std::string_view::npos) return false;
  const auto days = parse_int(text.substr(0, at));
  if (!days || *days < 1 || *days > most_missed) return false;
  out.missed = static_cast<int>(*days);
  return parse_day(std::string(text.substr(at + 1)), out.missed_last);
}

void parse_line(std::string_view text, const std::string& file, int line, Sightings& out) {
  if (text.size() > longest_line) refuse(file, line, text);
  const auto words = split(text, ' ');
  Sighting sighting;
  const bool formed = words.size() >= 2 && words.size() <= 4 && is_word(words[0]) &&
                      parse_day(words[1], sighting.day) &&
                      (words.size() < 4 || parse_missed(words[3], sighting));
  if (!formed) refuse(file, line, text);
  if (words.size() > 2) sighting.sources = split(words[2], ',');
  if (!std::all_of(sighting.sources.begin(), sighting.sources.end(), is_word)) {
    refuse(file, line, text);
  }
  out.insert_or_assign(words[0], std::move(sighting));
}

}  // namespace

std::string render_sightings(const Sightings& sightings) {
  std::string out;
  for (const auto& [id, sighting] : sightings) {
    out += id + " " + render_day(sighting.day);
    if (!sighting.sources.empty()) {
      out += " " + join(sighting.sources, ",");
      if (sighting.missed > 0) {
        out += " " + std::to_string(sighting.missed) + "@" + render_day(sighting.missed_last);
      }
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
