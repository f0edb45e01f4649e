#include "flow/bulk/decisions.h"

#include <fmt/core.h>

#include <map>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"
#include "model/host_fields.h"

namespace muster {
namespace {

using nlohmann::json;

[[noreturn]] void refuse_decisions(const std::string& file, size_t number,
                                   const std::string& message) {
  throw Error(fmt::format("{}: decision {} {}", clean(file), number, message), Exit::usage)
      .mend(R"(write {"format_version": 1, "decisions": [{"id": "…", "approval": "approved"}]})");
}

// A value as a setting would have it; nullopt for another shape.
std::optional<std::string> setting_text(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
  if (!value.is_array()) return std::nullopt;
  std::vector<std::string> items;
  for (const json& item : value) {
    if (!item.is_string()) return std::nullopt;
    items.push_back(item.get<std::string>());
  }
  return join(items, ",");
}

HostDecision decision_in(const json& one, const std::string& file, size_t number) {
  if (!one.is_object() || !one.contains("id") || !one["id"].is_string()) {
    refuse_decisions(file, number, "has no \"id\"");
  }
  HostDecision out{.id = one["id"].get<std::string>(), .settings = {}};
  for (const auto& [key, value] : one.items()) {
    if (key == "id") continue;
    const auto text = setting_text(value);
    if (key == "blob" && text) {
      out.blob = *text;
      continue;
    }
    if (!text) refuse_decisions(file, number, fmt::format("has no text for \"{}\"", clean(key)));
    out.settings.push_back({setting_key(key), *text});
  }
  return out;
}

std::string first_address_of(const Host& host) {
  for (const Interface& interface : effective_interfaces(host)) {
    if (!interface.addresses.empty()) return render(interface.addresses.front().ip);
  }
  return "";
}

std::string first_mac_of(const Host& host) {
  for (const Interface& interface : effective_interfaces(host)) {
    if (interface.mac) return render(*interface.mac);
  }
  return "";
}

std::string first_port_of(const Host& host) {
  const auto& places = host.observed.attached;
  return places.empty() ? "" : places.front().device + "-" + places.front().port;
}

using Fill = std::string (*)(const Host& host);
const std::map<std::string, Fill, std::less<>> fills{
    {"address", first_address_of},
    {"class", [](const Host& host) { return host.classification; }},
    {"id", [](const Host& host) { return host.id; }},
    {"mac", first_mac_of},
    {"model", [](const Host& host) { return in_force<&Observed::model>(host); }},
    {"port", first_port_of},
    {"site", [](const Host& host) { return effective_site(host); }},
    {"vendor", [](const Host& host) { return in_force<&Observed::vendor>(host); }},
};

std::string fill(std::string_view name, const Host& host) {
  const auto found = fills.find(name);
  if (found != fills.end()) return slugify(found->second(host));
  std::vector<std::string> known;
  for (const auto& [word, unused] : fills) known.push_back(word);
  throw Error(fmt::format("{{{}}} stands for nothing", clean(name)), Exit::usage)
      .mend(suggestion(name, known));
}

}  // namespace

std::vector<HostDecision> parse_decisions(std::string_view text, const std::string& file) {
  constexpr size_t most = 64 << 20;
  const json whole = parse_json(text, file, own_json(most, 8));
  const bool shaped = whole.is_object() && whole.contains("format_version") &&
                      whole["format_version"] == 1 && whole.contains("decisions") &&
                      whole["decisions"].is_array();
  if (!shaped) {
    throw Error(fmt::format("{} is no decisions.json of format 1", clean(file)), Exit::usage)
        .mend(R"(write {"format_version": 1, "decisions": [{"id": "…", "approval": "approved"}]})");
  }
  std::vector<HostDecision> out;
  for (const json& one : whole["decisions"]) out.push_back(decision_in(one, file, out.size() + 1));
  return out;
}

Setting parse_setting(std::string_view word) {
  const size_t equals = word.find('=');
  if (equals == std::string_view::npos || equals == 0) {
    throw Error(fmt::format("\"{}\" sets nothing", clean(word)), Exit::usage)
        .mend("write KEY=VALUE, or KEY+=ITEM and KEY-=ITEM for lists");
  }
  std::string_view key = word.substr(0, equals);
  How how = How::set;
  if (key.ends_with('+')) how = How::add;
  if (key.ends_with('-')) how = How::remove;
  if (how != How::set) key.remove_suffix(1);
  return {setting_key(key), std::string(word.substr(equals + 1)), how};
}

std::string filled_name(std::string_view pattern, const Host& host) {
  std::string name;
  while (!pattern.empty()) {
    const size_t open = pattern.find('{');
    const size_t close = open == std::string_view::npos ? open : pattern.find('}', open);
    name += pattern.substr(0, close == std::string_view::npos ? close : open);
    if (close == std::string_view::npos) break;
    name += fill(pattern.substr(open + 1, close - open - 1), host);
    pattern.remove_prefix(close + 1);
  }
  return name;
}

}  // namespace muster
