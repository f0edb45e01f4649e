#include "routeros.h"

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <memory>
#include <sstream>
#include <stdexcept>

#include "flags.h"
#include "routeros_api.h"
#include "run.h"

namespace muster::lab {
namespace {

using Words = std::vector<std::string>;
using nlohmann::json;

constexpr const char* lists[] = {
    "/interface",
    "/interface/bonding",
    "/interface/bridge",
    "/interface/bridge/host",
    "/interface/bridge/port",
    "/interface/bridge/vlan",
    "/interface/wifi/registration-table",
    "/ip/address",
    "/ip/arp",
    "/ip/dhcp-server/lease",
    "/ip/neighbor",
    "/ipv6/address",
    "/ipv6/dhcp-server/binding",
    "/ipv6/neighbor",
};
constexpr const char* singles[] = {"/system/identity", "/system/resource", "/system/routerboard"};

Answer refusal(int status, const std::string& message, const std::string& detail = "") {
  json body = {{"error", status}, {"message", message}};
  if (!detail.empty()) body["detail"] = detail;
  return {.status = status, .body = body.dump()};
}

std::string bytes_of_hex(const std::string& hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += char(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

std::string bytes_of(const World& value) {
  if (value.is_object()) return bytes_of_hex(value.at("hex").get<std::string>());
  return value.is_string() ? value.get<std::string>() : value.dump();
}

Record record_of(const World& row, std::size_t index) {
  Record record;
  for (const auto& [key, value] : row.items()) record[key] = bytes_of(value);
  std::ostringstream id;
  id << '*' << std::uppercase << std::hex << index + 1;
  record.emplace(".id", id.str());
  return record;
}

Words words_of(const json& value) {
  return value.is_array() ? value.get<Words>() : split_words(value.get<std::string>());
}

}  // namespace

RouterOs::RouterOs(const World& device, Login login, bool singles_as_lists)
    : login_(std::move(login)),
      authorization_(
          httplib::make_basic_authentication_header(login_.user, login_.password).second),
      singles_as_lists_(singles_as_lists) {
  for (const auto* path : lists) menus_[path] = {};
  for (const auto& [path, content] : device.at("rest").items()) {
    menus_.erase(path);
    if (content.is_null()) continue;
    Menu& menu = menus_[path];
    menu.single = content.is_object();
    const World rows = menu.single ? World::array({content}) : content;
    for (const auto& row : rows) menu.records.push_back(record_of(row, menu.records.size()));
    if (menu.single) menu.records.front().erase(".id");
  }
  for (const auto* path : singles) {
    if (!menus_.contains(path)) menus_[path] = {.single = true, .records = {{}}};
  }
}

const std::vector<Record>* RouterOs::menu(const std::string& path) const {
  const auto found = menus_.find(path);
  return found == menus_.end() ? nullptr : &found->second.records;
}

// "7.18.2 (stable)": since 7.18 a table without rows is announced as such.
bool RouterOs::says_empty() const {
  int major = 0;
  int minor = 0;
  const auto& resource = menus_.at("/system/resource").records.front();
  const auto version = resource.find("version");
  if (version == resource.end()) return true;
  std::sscanf(version->second.c_str(), "%d.%d", &major, &minor);
  return major > 7 || (major == 7 && minor >= 18);
}

RouterOs::Target RouterOs::find(const std::string& path) const {
  if (!path.starts_with("/rest/")) return {};
  const auto whole = path.substr(5);
  if (const auto found = menus_.find(whole); found != menus_.end())
    return {&found->second, "", false};
  const auto slash = whole.rfind('/');
  const auto found = menus_.find(whole.substr(0, slash));
  const auto last = whole.substr(slash + 1);
  if (found == menus_.end()) return {};
  if (last == "print") return {&found->second, "", true};
  return last.starts_with('*') ? Target{&found->second, last, false} : Target{};
}

Answer RouterOs::answer(const httplib::Request& request) const {
  if (request.get_header_value("Authorization") != authorization_) {
    Answer denied = refusal(401, "Unauthorized");
    denied.headers.emplace("WWW-Authenticate", "Basic realm=\"RouterOS REST\"");
    return denied;
  }
  const Target target = find(request.path);
  const bool reads =
      request.method == "GET" || (request.method == "POST" && request.path.ends_with("/print"));
  if (!reads) {
    Answer refused = refusal(403, "Forbidden", "not enough permissions (9)");
    refused.refused_write = true;
    return refused;
  }
  if (target.menu == nullptr) return refusal(400, "Bad Request", "no such command prefix");
  if (request.method == "GET") return get(request, target);
  return print(request, *target.menu);
}

Answer RouterOs::get(const httplib::Request& request, const Target& target) const {
  if (target.print) return refusal(400, "Bad Request", "no such command prefix");
  Words query;
  Words wanted;
  for (const auto& [key, value] : request.params) {
    if (key == ".proplist") {
      wanted = words_of(value);
    } else {
      query.push_back(key + "=" + value);
    }
  }
  if (!target.id.empty()) query.push_back(".id=" + target.id);
  std::vector<Record> found;
  for (const auto& record : target.menu->records) {
    if (matches(record, query)) found.push_back(project(record, wanted));
  }
  const bool one = !target.id.empty() || (target.menu->single && !singles_as_lists_);
  if (one && found.empty()) return refusal(404, "Not Found");
  return {.body = one ? render(found.front()) : render(found)};
}

Answer RouterOs::print(const httplib::Request& request, const Menu& menu) const try {
  const json body = request.body.empty() ? json::object() : json::parse(request.body);
  const Words wanted = words_of(body.value(".proplist", json::array()));
  const Words query = body.value(".query", Words{});
  std::vector<Record> found;
  for (const auto& record : menu.records) {
    if (matches(record, query)) found.push_back(project(record, wanted));
  }
  return {.body = render(found)};
} catch (const json::exception&) {
  return refusal(400, "Bad Request", "invalid JSON");
} catch (const std::invalid_argument& error) {
  return refusal(400, "Bad Request", error.what());
}

int routeros_main(int argc, char** argv) {
  Flags flags(argc, argv, 1);
  const World world = read_world(flags.required("--world"));
  const World& device = device_in(world, "routers", flags.required("--device"));
  const RouterOs router(device, {flags.required("--user"), flags.required("--password")},
                        flags.on("--singles-as-lists"));
  const auto tls = flags.all("--tls");
  if (!tls.empty() && tls.size() != 2) throw std::runtime_error("--tls needs CERT KEY");
  const Endpoint endpoint{.port = flags.number("--port", 0),
                          .cert = tls.empty() ? "" : tls[0],
                          .key = tls.empty() ? "" : tls[1],
                          .faults = parse_faults(flags.all("--fault"))};
  const ApiTraits traits = parse_api_traits(flags.all("--api"));
  const int api_port = flags.number("--api-port", 0);
  const int api_tls_port = flags.number("--api-tls-port", 0);
  const bool until_eof = flags.on("--until-eof");
  flags.finish();
  block_signals();
  const Server server(endpoint, [&](const auto& request) { return router.answer(request); });
  const ApiServer plain(router, traits, {.port = api_port}, false);
  std::unique_ptr<ApiServer> secure;
  if (!tls.empty() || traits.anonymous) {
    secure = std::make_unique<ApiServer>(
        router, traits, Endpoint{.port = api_tls_port, .cert = endpoint.cert, .key = endpoint.key},
        true);
  }
  std::cout << "ready " << server.url() << std::endl;
  std::cout << "api " << plain.port() << std::endl;
  if (secure) std::cout << "api-tls " << secure->port() << std::endl;
  wait_for_stop(until_eof);
  return 0;
}

}  // namespace muster::lab
