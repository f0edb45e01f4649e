#include "view/where.h"

#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "core/text.h"

namespace muster {
namespace {

std::string called(const Host& host) {
  const std::string name = effective_name(host);
  return name.empty() ? host.id : name;
}

nlohmann::json stop_json(const Stop& stop);

nlohmann::json step_json(const Step& step) {
  nlohmann::json json{{"switch", step.place.device},
                      {"port", step.place.port},
                      {"confidence", word(step.place.confidence)},
                      {"vlans", step.place.vlans},
                      {"because", words_of(step.place.because)},
                      {"alternatives", step.place.alternatives}};
  if (!step.next.empty()) json["next"] = stop_json(step.next.front());
  return json;
}

nlohmann::json stop_json(const Stop& stop) {
  const Host& host = stop.file->host;
  nlohmann::json json{{"id", host.id},
                      {"path", stop.file->path},
                      {"name", effective_name(host)},
                      {"site", effective_site(host)},
                      {"state", word(effective_state(host))}};
  if (stop.told) {
    json["told_above"] = true;
    return json;
  }
  json["attached"] = nlohmann::json::array();
  for (const auto& step : stop.steps) json["attached"].push_back(step_json(step));
  if (const auto& guest = host.observed.guest) {
    json["virtual"] = {{"cluster", guest->cluster}, {"node", guest->node}, {"id", guest->id}};
    if (!stop.node.empty()) json["virtual"]["host"] = stop_json(stop.node.front());
  }
  return json;
}

std::string facts_of(const Host& host) {
  std::string text = fmt::format("{}  {}", inert(called(host)), inert(effective_site(host)));
  for (const auto& interface : effective_interfaces(host)) {
    if (interface.mac) text += fmt::format("  {}", render(*interface.mac));
    for (const auto& address : interface.addresses) text += fmt::format("  {}", render(address.ip));
  }
  return fmt::format("{}  {}{}", text, host.id,
                     effective_state(host) == State::gone ? "  (gone)" : "");
}

std::string text_of(const Attachment& place) {
  std::string text = inert(place.device);
  if (!place.port.empty()) text += fmt::format(" port {}", inert(place.port));
  text += fmt::format(", {}", word(place.confidence));
  std::vector<std::string> vlans;
  for (const int vlan : place.vlans) vlans.push_back(std::to_string(vlan));
  if (!vlans.empty()) text += fmt::format(", vlan {}", join(vlans, " "));
  if (!place.because.empty()) {
    text += fmt::format("  because {}", inert(join(words_of(place.because), ", ")));
  }
  if (!place.alternatives.empty())
    text += fmt::format("  or {}", inert(join(place.alternatives, ", ")));
  return text;
}

void render_stop(const Stop& stop, size_t depth, std::string& out) {
  const std::string indent(2 * depth, ' ');
  const Host& host = stop.file->host;
  for (const auto& step : stop.steps) {
    const bool told = !step.next.empty() && step.next.front().told;
    out += fmt::format("{}on {}{}\n", indent, text_of(step.place), told ? "  (as above)" : "");
    if (!step.next.empty()) render_stop(step.next.front(), depth + 1, out);
  }
  if (!host.observed.guest || stop.told) return;
  const auto& guest = *host.observed.guest;
  out += fmt::format("{}runs on {}, {} {} of {}\n", indent, guest.node, word(guest.kind), guest.id,
                     guest.cluster);
  if (!stop.node.empty()) render_stop(stop.node.front(), depth + 1, out);
}

}  // namespace

std::string where_json(std::span<const Stop> routes, std::string_view question,
                       std::string_view branch) {
  nlohmann::json hosts = nlohmann::json::array();
  for (const auto& route : routes) hosts.push_back(stop_json(route));
  nlohmann::json out{
      {"format_version", 1}, {"question", clean(question)}, {"hosts", std::move(hosts)}};
  if (!branch.empty()) out["branch"] = branch;
  return render_json(out);
}

std::string where_text(std::span<const Stop> routes) {
  std::string out;
  for (const auto& route : routes) {
    out += facts_of(route.file->host) + "\n";
    if (route.steps.empty() && !route.file->host.observed.guest) out += "  no switch saw it\n";
    render_stop(route, 1, out);
  }
  return out;
}

}  // namespace muster
