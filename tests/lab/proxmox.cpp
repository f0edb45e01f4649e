#include "proxmox.h"

#include <algorithm>
#include <sstream>

#include "proxmox_shapes.h"

namespace muster::lab {
namespace {

using nlohmann::json;

std::vector<std::string> segments(const std::string& path) {
  std::vector<std::string> parts;
  std::istringstream text(path);
  for (std::string part; std::getline(text, part, '/');) {
    if (!part.empty()) parts.push_back(part);
  }
  return parts;
}

Answer data(const json& value) { return {.body = json{{"data", value}}.dump()}; }

Answer failure(int status, const std::string& message) {
  const json body = {{"data", nullptr}, {"message", message + "\n"}};
  return {.status = status, .body = body.dump(), .reason = message};
}

Answer forbidden(const std::string& path, const std::string& privilege) {
  return failure(403, "Permission check failed (" + path + ", " + privilege + ")");
}

std::string text_of(const World& guest, const char* key) { return guest.value(key, ""); }

std::string number_of(const World& guest) { return std::to_string(guest.at("vmid").get<int>()); }

}  // namespace

Proxmox::Proxmox(const World& cluster, ProxmoxLogin login, ProxmoxTraits traits)
    : name_(login.cluster),
      cluster_(cluster),
      door_(std::move(login)),
      traits_(std::move(traits)) {}

Answer Proxmox::answer(const httplib::Request& request) {
  if (!request.path.starts_with("/api2/json/")) return failure(404, "no such file");
  const auto path = segments(request.path.substr(std::string("/api2/json").size()));
  if (request.method == "POST" && path == Path{"access", "ticket"}) {
    return door_.issue_ticket(request);
  }
  if (const auto why = door_.objection(request)) return failure(401, *why);
  if (request.method != "GET") {
    Answer refused = forbidden("/", "Sys.Modify");
    refused.refused_write = true;
    return refused;
  }
  return top(request, path);
}

Answer Proxmox::top(const httplib::Request& request, const Path& path) {
  if (path == Path{"version"}) return data(version_shape(traits_.version));
  if (path == Path{"cluster", "resources"}) return resources(request);
  if (path == Path{"cluster", "status"}) return status();
  if (path == Path{"nodes"}) return nodes();
  if (path.size() >= 3 && path[0] == "nodes") return node(request, path);
  return failure(501, "Method 'GET " + request.path.substr(10) + "' not implemented");
}

bool Proxmox::may_audit(const World& guest) const {
  const auto& hidden = traits_.hidden;
  return traits_.rights != Rights::no_config &&
         std::find(hidden.begin(), hidden.end(), number_of(guest)) == hidden.end();
}

Answer Proxmox::resources(const httplib::Request& request) const {
  const auto type = request.get_param_value("type");
  if (!type.empty() && type != "vm" && type != "node") {
    return failure(400, "Parameter verification failed.");
  }
  json rows = json::array();
  if (type != "node") {
    for (const auto& guest : cluster_.at("guests")) {
      if (may_audit(guest)) rows.push_back(resource_shape(guest));
    }
  }
  if (type != "vm") {
    for (const auto& node : cluster_.at("nodes")) rows.push_back(node_shape(node));
  }
  return data(rows);
}

Answer Proxmox::status() const {
  if (traits_.rights == Rights::no_config) return forbidden("/", "Sys.Audit");
  return data(status_shape(name_, cluster_.at("nodes")));
}

Answer Proxmox::nodes() const {
  json rows = json::array();
  for (const auto& node : cluster_.at("nodes")) rows.push_back(node_shape(node));
  return data(rows);
}

Answer Proxmox::node(const httplib::Request& request, const Path& path) const {
  for (const auto& node : cluster_.at("nodes")) {
    if (text_of(node, "node") != path[1]) continue;
    if (path[2] == "network" && path.size() == 3)
      return data(node.value("network", World::array()));
    if (path[2] == "qemu" || path[2] == "lxc") {
      return path.size() == 3 ? guests_of(path[1], path[2]) : guest(request, path);
    }
    return failure(501, "Method 'GET " + request.path.substr(10) + "' not implemented");
  }
  return failure(500, "hostname lookup '" + path[1] + "' failed - failed to get address info");
}

Answer Proxmox::guests_of(const std::string& node, const std::string& kind) const {
  json rows = json::array();
  for (const auto& guest : cluster_.at("guests")) {
    if (text_of(guest, "node") == node && text_of(guest, "kind") == kind && may_audit(guest)) {
      rows.push_back(resource_shape(guest));
    }
  }
  return data(rows);
}

const World* Proxmox::find(const std::string& node, const std::string& kind,
                           const std::string& vmid) const {
  for (const auto& guest : cluster_.at("guests")) {
    if (number_of(guest) == vmid && text_of(guest, "kind") == kind &&
        text_of(guest, "node") == node) {
      return &guest;
    }
  }
  return nullptr;
}

std::string Proxmox::agent_privilege() const {
  return traits_.version >= 9 ? "VM.GuestAgent.Audit" : "VM.Monitor";
}

// nodes/NODE/KIND/VMID/WHAT[/…]
Answer Proxmox::guest(const httplib::Request& request, const Path& path) const {
  const auto what = request.path.substr(request.path.find("/" + path[3], 10) + path[3].size() + 1);
  const bool qemu = path[2] == "qemu";
  const bool asks_agent = qemu && what == "/agent/network-get-interfaces";
  if (what != "/config" && !asks_agent && (qemu || what != "/interfaces")) {
    return failure(501, "Method 'GET " + request.path.substr(10) + "' not implemented");
  }
  const World* guest = find(path[1], path[2], path[3]);
  if (asks_agent &&
      (traits_.rights != Rights::full_rights || (guest != nullptr && !may_audit(*guest)))) {
    return forbidden("/vms/" + path[3], agent_privilege());
  }
  if (traits_.rights == Rights::no_config || (guest != nullptr && !may_audit(*guest))) {
    return forbidden("/vms/" + path[3], "VM.Audit");
  }
  if (guest == nullptr) {
    return failure(500, "Configuration file 'nodes/" + path[1] +
                            (qemu ? "/qemu-server/" : "/lxc/") + path[3] + ".conf' does not exist");
  }
  if (what == "/config") return config(request, *guest);
  return asks_agent ? agent(*guest) : interfaces(*guest);
}

// Without current=1 the values of changes that wait for a restart.
Answer Proxmox::config(const httplib::Request& request, const World& guest) const {
  json values = guest.at("config");
  if (request.get_param_value("current") != "1" && guest.contains("pending")) {
    values.update(json(guest.at("pending")));
  }
  if (guest.value("template", 0) == 1) values["template"] = 1;
  values["digest"] = digest_of(values.dump());
  return data(values);
}

Answer Proxmox::agent(const World& guest) const {
  if (text_of(guest, "status") != "running") {
    return failure(500, "VM " + number_of(guest) + " is not running");
  }
  const auto& agent = guest.contains("agent") ? guest.at("agent") : World("none");
  if (agent == "none") return failure(500, "No QEMU guest agent configured");
  if (agent == "stopped") return failure(500, "QEMU guest agent is not running");
  if (agent == "hung") {
    Answer late =
        failure(500, "VM " + number_of(guest) +
                         " qmp command 'guest-network-get-interfaces' failed - got timeout");
    late.delay = traits_.hang;
    return late;
  }
  if (agent == "unsupported") {
    const json error = {{"class", "Unsupported"},
                        {"desc", "this feature or command is not currently supported"}};
    return data({{"result", {{"error", error}}}});
  }
  return data({{"result", agent_shape(agent)}});
}

Answer Proxmox::interfaces(const World& guest) const {
  if (text_of(guest, "status") != "running") return data(nullptr);
  return data(container_shape(guest.value("interfaces", World::object()), traits_.version));
}

}  // namespace muster::lab
