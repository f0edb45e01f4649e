#include "model/record_keys.h"

#include <algorithm>
#include <array>

#include "core/list.h"
#include "core/text.h"
#include "model/host_fields.h"

namespace muster {
namespace {

// What firmware says where nobody wrote a number.
constexpr std::array<std::string_view, 9> no_serials{"0123456789",
                                                     "1234567890",
                                                     "default string",
                                                     "n/a",
                                                     "none",
                                                     "not applicable",
                                                     "not specified",
                                                     "system serial number",
                                                     "to be filled by o.e.m."};

// "03000200-0400-0500-0006-000700080009" stands in boards without a number of their own.
bool is_proper_uuid(std::string_view uuid) {
  if (uuid.starts_with("03000200-0400-0500-0006-")) return false;
  return std::any_of(uuid.begin(), uuid.end(),
                     [](char c) { return c != '0' && c != '-' && c != 'f'; });
}

void add_names(std::vector<std::string>& keys, const std::string& told, const std::string& site) {
  const std::string name = lower(told);
  const size_t dot = name.find('.');
  if (dot != std::string::npos && !parse_ip(name)) keys.push_back("name " + name);
  const std::string label = parse_ip(name) ? "" : name.substr(0, dot);
  if (!label.empty()) keys.push_back("short " + label + "@" + site);
}

std::string shortened(std::string_view serial) { return lower(trim(serial)); }

}  // namespace

bool is_proper_serial(std::string_view serial) {
  constexpr size_t shortest = 3;
  const std::string text = shortened(serial);
  if (text.size() < shortest) return false;
  if (std::find(no_serials.begin(), no_serials.end(), text) != no_serials.end()) return false;
  return std::any_of(text.begin(), text.end(), [&](char c) { return c != text.front(); });
}

std::vector<std::string> keys_of(const Record& record, const std::string& site) {
  std::vector<std::string> keys;
  const std::string uuid = lower(record.uuid);
  if (is_proper_uuid(uuid)) keys.push_back("uuid " + uuid);
  if (is_proper_serial(record.serial)) keys.push_back("serial " + shortened(record.serial));
  for (const Mac mac : record.macs) {
    const MacClass kind = classify(mac);
    if (kind == MacClass::ordinary || kind == MacClass::hypervisor) {
      keys.push_back("mac " + render(mac));
    }
  }
  add_names(keys, record.name, site);
  return keys;
}

std::vector<std::string> keys_of(const Host& host, const std::string& domain) {
  Record asked;
  for (const std::string& identity : host.observed.identity) {
    const bool by_uuid = identity.starts_with("vsphere:") || identity.starts_with("uuid:");
    if (by_uuid) asked.uuid = identity.substr(identity.find(':') + 1);
  }
  asked.serial = in_force<&Observed::serial>(host);
  for (const Interface& one : effective_interfaces(host)) {
    if (one.mac) asked.macs.push_back(*one.mac);
  }
  sort_unique(asked.macs);
  const std::string& name = effective_name(host);
  if (!name.empty()) asked.name = name + (domain.empty() ? "" : "." + domain);
  return keys_of(asked, effective_site(host));
}

Rung rung_of(std::string_view key) {
  if (key.starts_with("mac ")) return Rung::mac;
  if (key.starts_with("name ")) return Rung::full_name;
  return key.starts_with("short ") ? Rung::short_name : Rung::hardware;
}

}  // namespace muster
