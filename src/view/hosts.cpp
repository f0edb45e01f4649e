#include "view/hosts.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "core/text.h"
#include "model/host_fields.h"

namespace muster {
namespace {

std::string first_address(const Host& host) {
  std::string text;
  size_t more = 0;
  for (const Interface& interface : effective_interfaces(host)) {
    for (const Cidr& address : interface.addresses) {
      if (text.empty()) {
        text = render(address.ip);
      } else {
        ++more;
      }
    }
  }
  return more == 0 ? text : fmt::format("{} +{}", text, more);
}

std::string first_mac(const Host& host) {
  for (const Interface& interface : effective_interfaces(host)) {
    if (interface.mac) return render(*interface.mac);
  }
  return "";
}

nlohmann::json host_json(const HostFile& file) {
  const Host& host = file.host;
  nlohmann::json json{{"id", host.id},
                      {"path", file.path},
                      {"name", effective_name(host)},
                      {"site", effective_site(host)},
                      {"classification", host.classification},
                      {"approval", word(host.approval)},
                      {"state", word(effective_state(host))},
                      {"proposed", host.observed.proposed.classification},
                      {"vendor", host.observed.vendor},
                      {"model", host.observed.model},
                      {"sources", host.observed.sources},
                      {"attention", host.observed.attention},
                      {"tags", effective_tags(host)},
                      {"interfaces", nlohmann::json::array()}};
  for (const Interface& interface : effective_interfaces(host)) {
    nlohmann::json one{{"name", interface.name}, {"addresses", nlohmann::json::array()}};
    if (interface.mac) one["mac"] = render(*interface.mac);
    for (const Cidr& address : interface.addresses) one["addresses"].push_back(render(address));
    json["interfaces"].push_back(std::move(one));
  }
  return json;
}

struct Column {
  std::string_view name;
  std::string (*value)(const HostFile& file);
};

std::string ports(const HostFile& file) {
  std::vector<std::string> texts;
  for (const Attachment& place : file.host.observed.attached) {
    texts.push_back(place.device + " " + place.port);
  }
  return join(texts, ", ");
}

// Those that are shown unless others are asked for stand first.
constexpr size_t usual = 10;
constexpr std::array<Column, 20> columns_of_hosts{{
    {"id", [](const HostFile& file) { return file.host.id; }},
    {"name", [](const HostFile& file) { return effective_name(file.host); }},
    {"site", [](const HostFile& file) { return effective_site(file.host); }},
    {"class", [](const HostFile& file) { return file.host.classification; }},
    {"approval", [](const HostFile& file) { return std::string(word(file.host.approval)); }},
    {"state", [](const HostFile& file) { return std::string(word(effective_state(file.host))); }},
    {"address", [](const HostFile& file) { return first_address(file.host); }},
    {"mac", [](const HostFile& file) { return first_mac(file.host); }},
    {"vendor", [](const HostFile& file) { return in_force<&Observed::vendor>(file.host); }},
    {"attention", [](const HostFile& file) { return join(file.host.observed.attention, " "); }},
    {"model", [](const HostFile& file) { return in_force<&Observed::model>(file.host); }},
    {"platform", [](const HostFile& file) { return in_force<&Observed::platform>(file.host); }},
    {"serial", [](const HostFile& file) { return in_force<&Observed::serial>(file.host); }},
    {"tags", [](const HostFile& file) { return join(effective_tags(file.host), " "); }},
    {"sources", [](const HostFile& file) { return join(file.host.observed.sources, " "); }},
    {"first_seen",
     [](const HostFile& file) {
       return is_by_hand(file.host) ? "" : render_day(file.host.observed.first_seen);
     }},
    {"proposed", [](const HostFile& file) { return file.host.observed.proposed.classification; }},
    {"rule", [](const HostFile& file) { return file.host.observed.proposed.rule; }},
    {"port", ports},
    {"path", [](const HostFile& file) { return file.path; }},
}};

const Column& column_of(std::string_view name) {
  return *std::find_if(columns_of_hosts.begin(), columns_of_hosts.end(),
                       [&](const Column& column) { return column.name == name; });
}

// The number that begins at `at`, as text of 20 digits, and where it ends; a letter otherwise.
std::string piece_at(std::string_view text, size_t& at) {
  const size_t end = std::min(text.find_first_not_of("0123456789", at), text.size());
  if (end == at) return std::string(1, text[at++]);
  const std::string digits(text.substr(at, end - at));
  at = end;
  return std::string(20 - std::min<size_t>(20, digits.size()), '0') + digits;
}

std::string sort_key(const std::string& text) {
  std::string key;
  for (size_t at = 0; at < text.size();) key += piece_at(text, at);
  return lower(key);
}

}  // namespace

const std::vector<std::string>& host_columns() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const Column& column : columns_of_hosts) all.emplace_back(column.name);
    return all;
  }();
  return names;
}

std::vector<const HostFile*> arranged(std::vector<const HostFile*> hosts, const Listing& listing) {
  if (!listing.sort.empty()) {
    const Column& column = column_of(listing.sort);
    std::vector<std::pair<std::string, const HostFile*>> keyed;
    for (const HostFile* file : hosts) keyed.emplace_back(sort_key(column.value(*file)), file);
    std::stable_sort(keyed.begin(), keyed.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::transform(keyed.begin(), keyed.end(), hosts.begin(),
                   [](const auto& one) { return one.second; });
  }
  if (listing.limit > 0 && hosts.size() > listing.limit) hosts.resize(listing.limit);
  return hosts;
}

std::string hosts_text(std::span<const HostFile* const> hosts, size_t total, const Listing& listing,
                       const Style& style) {
  std::vector<std::string> head = listing.columns;
  if (head.empty()) head.assign(host_columns().begin(), host_columns().begin() + usual);
  std::vector<std::vector<std::string>> rows;
  for (const HostFile* file : hosts) {
    std::vector<std::string>& row = rows.emplace_back();
    for (const std::string& name : head) row.push_back(column_of(name).value(*file));
  }
  std::string text = table(head, rows, style);
  if (!listing.head) return text.substr(text.find('\n') + 1);
  if (hosts.size() < total) text += fmt::format("{} of {}\n", hosts.size(), counted(total, "host"));
  return text;
}

nlohmann::json hosts_list(std::span<const HostFile* const> hosts, size_t total) {
  nlohmann::json list = nlohmann::json::array();
  for (const HostFile* file : hosts) list.push_back(host_json(*file));
  return {{"format_version", 1}, {"total", total}, {"hosts", std::move(list)}};
}

}  // namespace muster
