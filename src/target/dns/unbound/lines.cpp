#include "target/dns/unbound/lines.h"

#include <algorithm>
#include <tuple>

#include "core/text.h"
#include "model/fqdn.h"
#include "model/ip.h"

namespace muster::unbound {
namespace {

constexpr long long ttl_limit = 2'147'483'647;  // RFC 2181 §8

bool value_fits(const std::string& type, const std::string& value) {
  if (type == "PTR") return is_fqdn(value);
  const auto ip = parse_ip(value);
  return ip && (type == "A" || type == "AAAA") && ip->v6 == (type == "AAAA") &&
         muster::render(*ip) == value;
}

}  // namespace

std::string relative(std::string_view name) {
  if (!name.ends_with('.')) return "";
  name.remove_suffix(1);
  return is_fqdn(name) ? std::string(name) : "";
}

bool is_word(std::string_view text) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  };
  return !text.empty() && text.size() <= 100 && std::all_of(text.begin(), text.end(), fits);
}

std::string data_of(const ZoneRecord& record) {
  const std::string dot = record.type == "PTR" ? "." : "";
  return record.name + ". " + std::to_string(record.ttl) + " IN " + record.type + " " +
         record.value + dot;
}

bool parse_data(std::string_view text, ZoneRecord& into) {
  const auto words = split(text, ' ');
  if (words.size() != 5 || words[2] != "IN") return false;
  const auto ttl = parse_int(words[1]);
  if (!ttl || *ttl < 0 || *ttl > ttl_limit) return false;
  into.name = relative(words[0]);
  into.type = words[3];
  into.value = into.type == "PTR" ? relative(words[4]) : words[4];
  into.ttl = *ttl;
  return !into.name.empty() && value_fits(into.type, into.value);
}

std::string mark_of(const ZoneRecord& record) {
  return record.host + " " + record.site + (record.alias ? " alias" : "");
}

bool parse_mark(std::string_view text, ZoneRecord& into) {
  auto words = split(text, ' ');
  into.alias = words.size() == 3 && words.back() == "alias";
  if (into.alias) words.pop_back();
  if (words.size() != 2 || !is_word(words[0]) || !is_word(words[1])) return false;
  into.host = words[0];
  into.site = words[1];
  return true;
}

std::vector<const ZoneRecord*> ordered(const Zones& zones) {
  std::vector<const ZoneRecord*> out;
  for (const auto& [key, record] : zones.records) out.push_back(&record);
  const auto sort_key = [](const ZoneRecord* r) {
    return std::tie(r->name, r->type, r->value, r->host);
  };
  std::sort(out.begin(), out.end(),
            [&](const ZoneRecord* a, const ZoneRecord* b) { return sort_key(a) < sort_key(b); });
  return out;
}

void keep(const ZoneRecord& record, Zones& in) {
  const Key key = dns::record_key(record);
  Key free = key;
  for (int i = 2; in.records.contains(free); ++i) {
    free = Key(key.kind(), std::string(key.rest()) + "#" + std::to_string(i));
  }
  in.records.emplace(free, record);
}

}  // namespace muster::unbound
