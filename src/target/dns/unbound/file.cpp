#include "target/dns/unbound/file.h"

#include <algorithm>

#include "core/text.h"
#include "model/fqdn.h"
#include "model/ip.h"

namespace muster::unbound {
namespace {

constexpr std::string_view first_line =
    "# muster owns this file: it is written from the inventory and edits are lost.";
constexpr std::string_view preface =
    "# Every record ends in the id and site of its host; muster reads them back.\n"
    "# Zones are transparent: a name without a record here is resolved as if the zone were not\n"
    "# here, so that what other servers say of these domains is not hidden.\n"
    "server:\n";
constexpr size_t line_limit = 1024;
constexpr long long ttl_limit = 2'147'483'647;  // RFC 2181 §8

[[noreturn]] void refuse(const std::string& file, int line, std::string_view text,
                         const std::string& what) {
  throw Error(what)
      .at({file, line, 1, clean(text)})
      .mend("move the file away, or point targets.<name>.file at one that muster may own");
}

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

// `local-data: "NAME TTL IN TYPE VALUE" # HOST SITE`
bool parse_record(std::string_view line, Record& into) {
  const auto parts = split(line, '"');
  if (parts.size() != 3 || parts[0] != "local-data: ") return false;
  const auto words = split(parts[1], ' ');
  const auto owner = split(parts[2], ' ');
  if (words.size() != 5 || words[2] != "IN" || owner.size() != 4 || owner[1] != "#") return false;
  const auto ttl = parse_int(words[1]);
  if (!ttl || *ttl < 0 || *ttl > ttl_limit || !is_word(owner[2]) || !is_word(owner[3]))
    return false;
  into = {relative(words[0]), words[3], words[4], *ttl, owner[2], owner[3]};
  if (into.type == "PTR") into.value = relative(words[4]);
  return !into.name.empty() && value_fits(into.type, into.value);
}

// `local-zone: "NAME" transparent`
bool parse_zone(std::string_view line, std::string& into) {
  const auto parts = split(line, '"');
  if (parts.size() != 3 || parts[0] != "local-zone: " || parts[2] != " transparent") return false;
  into = relative(parts[1]);
  return !into.empty();
}

bool passed_over(std::string_view line) {
  return line.empty() || line.starts_with('#') || line == "server:";
}

}  // namespace

std::string render(const Zones& zones) {
  std::string out = std::string(first_line) + "\n" + std::string(preface);
  for (const std::string& zone : zones.names) {
    out += "local-zone: \"" + zone + ".\" transparent\n";
  }
  for (const auto& [key, record] : zones.records) {
    const std::string dot = record.type == "PTR" ? "." : "";
    out += "local-data: \"" + record.name + ". " + std::to_string(record.ttl) + " IN " +
           record.type + " " + record.value + dot + "\" # " + record.host + " " + record.site +
           "\n";
  }
  return out;
}

Zones parse(std::string_view text, const std::string& file) {
  Zones zones;
  for (int number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    Record record;
    std::string zone;
    if (number == 1 && line != first_line) {
      refuse(file, 1, line, "this file was not written by muster, so it is left alone");
    } else if (passed_over(line)) {
      continue;
    } else if (line.size() <= line_limit && parse_record(line, record)) {
      zones.records.emplace(dns::record_key(record), record);
    } else if (line.size() <= line_limit && parse_zone(line, zone)) {
      zones.names.insert(zone);
    } else {
      refuse(file, number, line, "this line was not written by muster, so the file is left alone");
    }
  }
  return zones;
}

}  // namespace muster::unbound
