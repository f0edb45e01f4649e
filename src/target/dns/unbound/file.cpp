#include "target/dns/unbound/file.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "core/text.h"
#include "model/fqdn.h"
#include "model/ip.h"

namespace muster::unbound {
namespace {

constexpr std::string_view first_line =
    "# muster owns this file: it is written from the inventory and edits are lost.";
constexpr std::string_view preface =
    "# Every record ends in the id and site of its host; muster reads them back.\n"
    "# A name or type without a record here is resolved as if this file were not here, so that\n"
    "# what other servers say of these domains is not hidden.\n"
    "server:\n";
constexpr size_t line_limit = 1024;
constexpr long long ttl_limit = 2'147'483'647;  // RFC 2181 §8

// Absolute owner names in muster's records: labels of RFC 1123 joined by dots.
std::string relative(std::string_view name) {
  if (!name.ends_with('.')) return "";
  name.remove_suffix(1);
  return is_fqdn(name) ? std::string(name) : "";
}

bool value_fits(const std::string& type, const std::string& value) {
  if (type == "PTR") return is_fqdn(value);
  const auto ip = parse_ip(value);
  return ip && (type == "A" || type == "AAAA") && ip->v6 == (type == "AAAA") &&
         muster::render(*ip) == value;
}

bool is_word(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  };
  return !text.empty() && text.size() <= 100 && std::all_of(text.begin(), text.end(), fits);
}

// ` # HOST SITE`, of a further name ` # HOST SITE alias`
bool parse_mark(std::string_view text, std::string& host, std::string& site, bool& alias) {
  auto words = split(text, ' ');
  alias = words.size() == 5 && words.back() == "alias";
  if (alias) words.pop_back();
  if (words.size() != 4 || words[1] != "#" || !is_word(words[2]) || !is_word(words[3])) {
    return false;
  }
  host = words[2];
  site = words[3];
  return words[0].empty();
}

// `local-data: "NAME TTL IN TYPE VALUE" # HOST SITE`
bool parse_record(std::string_view line, Record& into) {
  const auto parts = split(line, '"');
  if (parts.size() != 3 || parts[0] != "local-data: ") return false;
  const auto words = split(parts[1], ' ');
  if (words.size() != 5 || words[2] != "IN") return false;
  const auto ttl = parse_int(words[1]);
  if (!ttl || *ttl < 0 || *ttl > ttl_limit) return false;
  into = {relative(words[0]), words[3], words[4], *ttl, "", ""};
  if (!parse_mark(parts[2], into.host, into.site, into.alias)) return false;
  if (into.type == "PTR") into.value = relative(words[4]);
  return !into.name.empty() && value_fits(into.type, into.value);
}

// `local-zone: "NAME" TYPE`, and of one name only ` # HOST SITE`
bool parse_zone(std::string_view line, Zone& into) {
  const auto parts = split(line, '"');
  if (parts.size() != 3 || parts[0] != "local-zone: " || !parts[2].starts_with(' ')) return false;
  const std::string_view rest = std::string_view(parts[2]).substr(1);
  const size_t blank = std::min(rest.find(' '), rest.size());
  into = {relative(parts[1]), std::string(rest.substr(0, blank)), "", ""};
  bool alias = false;
  const bool marked = blank < rest.size();
  if (marked && !parse_mark(rest.substr(blank), into.host, into.site, alias)) return false;
  return !into.name.empty() && is_word(into.type);
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

// Two lines for one thing are both kept in mind, so that one of them can be seen to be too many.
Key free_key(const Zones& zones, const Key& key) {
  Key out = key;
  for (int i = 2; zones.records.contains(out); ++i) {
    out = Key(key.kind(), std::string(key.rest()) + "#" + std::to_string(i));
  }
  return out;
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
      if (number > 1 && cut && line.starts_with("local-")) {
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
    Record record;
    Zone zone;
    if (passed_over(line)) return;
    if (line.size() <= line_limit && parse_record(line, record)) {
      out_.records.emplace(free_key(out_, dns::record_key(record)), record);
    } else if (line.size() <= line_limit && parse_zone(line, zone)) {
      zones_.push_back({zone, {std::string(line), number}});
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
    std::set<std::string, std::less<>> ours;
    for (const auto& [key, record] : out_.records) {
      for (std::string_view up = record.name; !up.empty();) {
        ours.emplace(up);
        const size_t dot = up.find('.');
        up = dot == std::string_view::npos ? std::string_view() : up.substr(dot + 1);
      }
    }
    for (auto& [zone, line] : zones_) {
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

// By name, for people.
std::vector<const Record*> ordered(const Zones& zones) {
  std::vector<const Record*> out;
  for (const auto& [key, record] : zones.records) out.push_back(&record);
  const auto sort_key = [](const Record* r) {
    return std::tie(r->name, r->type, r->value, r->host);
  };
  std::sort(out.begin(), out.end(),
            [&](const Record* a, const Record* b) { return sort_key(a) < sort_key(b); });
  return out;
}

}  // namespace

std::string data_of(const Record& record) {
  const std::string dot = record.type == "PTR" ? "." : "";
  return record.name + ". " + std::to_string(record.ttl) + " IN " + record.type + " " +
         record.value + dot;
}

std::string render(const Content& content) {
  std::string out = std::string(first_line) + "\n" + std::string(preface);
  for (const auto& [name, zone] : content.zones) {
    out += "local-zone: \"" + name + ".\" " + zone.type;
    out += zone.host.empty() ? "\n" : " # " + zone.host + " " + zone.site + "\n";
  }
  for (const Record* record : ordered(content)) {
    out += "local-data: \"" + data_of(*record) + "\" # " + record->host + " " + record->site +
           (record->alias ? " alias\n" : "\n");
  }
  for (const ForeignLine& line : content.foreign) out += line.text + "\n";
  return out;
}

Content parse(std::string_view text, const std::string& file) {
  if (trim(text).empty()) return {};
  return FileParser(file).run(text);
}

}  // namespace muster::unbound
