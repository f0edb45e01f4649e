#include "target/dns/unbound/file.h"

#include <algorithm>
#include <set>

#include "core/text.h"

namespace muster::unbound {
namespace {

constexpr std::string_view first_line =
    "# muster owns this file: it is written from the inventory and edits are lost.";
constexpr std::string_view mark_before = " # ";
constexpr std::string_view preface =
    "# Every record ends in the id and site of its host; muster reads them back.\n"
    "# A name or type without a record here is resolved as if this file were not here, so that\n"
    "# what other servers say of these domains is not hidden.\n"
    "server:\n";

// `local-data: "NAME TTL IN TYPE VALUE" # HOST SITE`
bool parse_record(std::string_view line, ZoneRecord& into) {
  const auto parts = split(line, '"');
  return parts.size() == 3 && parts[0] == "local-data: " && parse_data(parts[1], into) &&
         parts[2].starts_with(mark_before) && parse_mark(parts[2].substr(mark_before.size()), into);
}

// `local-zone: "NAME" TYPE`, and of one name only ` # HOST SITE`
bool parse_zone(std::string_view line, Zone& into) {
  const auto parts = split(line, '"');
  if (parts.size() != 3 || parts[0] != "local-zone: " || !parts[2].starts_with(' ')) return false;
  const std::string_view rest = std::string_view(parts[2]).substr(1);
  const size_t blank = std::min(rest.find(' '), rest.size());
  ZoneRecord whose;
  if (blank < rest.size()) {
    const std::string_view mark = rest.substr(blank);
    if (!mark.starts_with(mark_before)) return false;
    if (!parse_mark(mark.substr(mark_before.size()), whose)) return false;
  }
  into = {relative(parts[1]), std::string(rest.substr(0, blank)), whose.host, whose.site};
  return !into.name.empty() && is_word(into.type);
}

// The clause of an auth-zone; blanks part its words, so a line has it all. What Unbound itself asks
// for on its way to another name goes where it would without muster, as it does past local-data.
std::string clause_of(const std::string& zone, const std::string& path) {
  return "auth-zone: name: \"" + zone + ".\" zonefile: \"" + path + "\" for-upstream: no";
}

// The name of a zone with muster's own clause.
std::string parse_clause(std::string_view line, const std::string& file) {
  const auto parts = split(line, '"');
  const std::string zone = parts.size() == 5 ? relative(parts[1]) : "";
  return !zone.empty() && line == clause_of(zone, zone_path(file, zone)) ? zone : "";
}

bool passed_over(std::string_view line) {
  line = trim(line);
  return line.empty() || line.starts_with('#') || line == "server:";
}

// Whether Unbound could read the line at all: `key: value …` with its quotes closed.
bool is_option(std::string_view line) {
  line = trim(line);
  const size_t colon = line.find(':');
  return colon != std::string_view::npos && is_word(line.substr(0, colon)) &&
         std::count(line.begin(), line.end(), '"') % 2 == 0;
}

class FileParser {
 public:
  explicit FileParser(const std::string& file) : file_(file) {}

  Content run(std::string_view text) {
    for (int number = 1; !text.empty(); ++number) {
      const std::string_view line = text.substr(0, text.find('\n'));
      const bool cut = line.size() == text.size();
      text.remove_prefix(std::min(text.size(), line.size() + 1));
      if (number == 1 && line != first_line) refuse(line);
      if (number > 1 && cut && (line.starts_with("local-") || line.starts_with("auth-zone:"))) {
        damaged(line, number);
      } else if (number > 1) {
        take(line, number);
      }
    }
    settle_zones();
    return std::move(out_);
  }

 private:
  [[noreturn]] void refuse(std::string_view line) const {
    throw Error("this file was not written by muster, so it is left alone")
        .at({file_, 1, 1, clean(line)})
        .mend("move the file away, or point targets.<name>.file at one that muster may own");
  }

  void take(std::string_view line, int number) {
    ZoneRecord record;
    Zone zone;
    if (passed_over(line)) return;
    if (line.size() <= line_limit && parse_record(line, record)) {
      keep(record, out_);
    } else if (line.size() <= line_limit && parse_zone(line, zone)) {
      zones_.push_back({zone, {std::string(line), number}});
    } else if (const std::string own = parse_clause(line, file_); !own.empty()) {
      out_.files[own].path = zone_path(file_, own);
    } else if (is_option(line)) {
      out_.foreign.push_back({std::string(line), number});
    } else {
      damaged(line, number);
    }
  }

  void damaged(std::string_view line, int number) {
    out_.damage.add(Error("this line is cut off or no line of unbound.conf")
                        .at({file_, number, 1, clean(line)})
                        .mend("it goes when muster writes the file again")
                        .as(Severity::warning));
  }

  // muster writes no other types of zones; one that has its records is its own with a type that
  // somebody changed, and any other one is somebody else's.
  void settle_zones() {
    for (const auto& [name, file] : out_.files) {
      out_.zones[name] = {name, std::string(auth_zone), "", ""};
    }
    std::set<std::string, std::less<>> ours;
    for (const auto& [key, record] : out_.records) {
      for (std::string_view up = record.name; !up.empty(); up = parent_of(up)) ours.emplace(up);
    }
    for (auto& [zone, line] : zones_) {
      if (out_.files.contains(zone.name)) {
        if (zone.type != open_zone) out_.zones[zone.name].type = zone.type;
        continue;
      }
      const bool usual = zone.type == "transparent" || zone.type == "typetransparent";
      if (usual || ours.contains(zone.name)) {
        out_.zones[zone.name] = zone;
      } else {
        out_.foreign.push_back(std::move(line));
      }
    }
  }

  const std::string& file_;
  std::vector<std::pair<Zone, ForeignLine>> zones_;
  Content out_;
};

}  // namespace

std::string render(const Content& content) {
  std::string out = std::string(first_line) + "\n" + std::string(preface);
  // Without a zone of its own an auth-zone would lie behind what Unbound has built in.
  for (const auto& [name, zone] : content.zones) {
    out += "local-zone: \"" + name + ".\" " +
           (zone.type == auth_zone ? std::string(open_zone) : zone.type);
    out += zone.host.empty() ? "\n" : " # " + zone.host + " " + zone.site + "\n";
  }
  for (const ZoneRecord* record : ordered(content)) {
    if (!content.home_of(record->name).empty()) continue;
    out += "local-data: \"" + data_of(*record) + "\"" + std::string(mark_before) +
           mark_of(*record) + "\n";
  }
  for (const auto& [name, file] : content.files) out += clause_of(name, file.path) + "\n";
  if (!content.files.empty()) out += "server:\n";
  for (const ForeignLine& line : content.foreign) out += line.text + "\n";
  return out;
}

Content parse(std::string_view text, const std::string& file) {
  if (trim(text).empty()) return {};
  return FileParser(file).run(text);
}

std::string Content::home_of(std::string_view name) const {
  if (files.empty()) return "";
  for (std::string_view up = name; !up.empty(); up = parent_of(up)) {
    const auto ours = zones.find(std::string(up));
    if (ours != zones.end()) return ours->second.type == auth_zone ? ours->first : "";
    if (fenced.contains(up)) return "";
  }
  return "";
}

std::string zone_path(const std::string& file, const std::string& zone) {
  const size_t slash = file.rfind('/');
  const size_t cut = slash == std::string::npos ? 0 : slash + 1;
  return file.substr(0, cut) + "." + file.substr(cut) + "." + zone;
}

std::string_view parent_of(std::string_view name) {
  const size_t dot = name.find('.');
  return dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1);
}

}  // namespace muster::unbound
