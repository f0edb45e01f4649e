#include "proxmox_shapes.h"

#include <functional>
#include <sstream>

namespace muster::lab {
namespace {

using nlohmann::json;

struct Cidr {
  std::string address;
  int prefix = 0;
  bool is_v6() const { return address.find(':') != std::string::npos; }
};

Cidr parse_cidr(const std::string& text) {
  const auto slash = text.find('/');
  return {text.substr(0, slash), std::stoi(text.substr(slash + 1))};
}

// Newer releases give memory as text, because it may be more than a number.
long long megabytes(const World& config) {
  const auto memory = config.find("memory");
  if (memory == config.end()) return 512;
  return memory->is_string() ? std::stoll(memory->get<std::string>()) : memory->get<long long>();
}

json address_shape(const std::string& text, const char* v4, const char* v6) {
  const Cidr cidr = parse_cidr(text);
  return {{"ip-address", cidr.address},
          {"ip-address-type", cidr.is_v6() ? v6 : v4},
          {"prefix", cidr.prefix}};
}

}  // namespace

json version_shape(int version) {
  const std::string release = std::to_string(version) + (version >= 9 ? ".0" : ".4");
  return {{"release", release}, {"repoid", "16bb6e1ac34a31b1"}, {"version", release + ".1"}};
}

json resource_shape(const World& guest) {
  const auto kind = guest.at("kind").get<std::string>();
  const bool running = guest.at("status") == "running";
  json row = {{"id", kind + "/" + std::to_string(guest.at("vmid").get<int>())},
              {"type", kind},
              {"vmid", guest.at("vmid")},
              {"node", guest.at("node")},
              {"status", guest.at("status")},
              {"template", guest.value("template", 0)},
              {"maxcpu", guest.at("config").value("cores", 1)},
              {"maxmem", megabytes(guest.at("config")) * 1048576},
              {"maxdisk", 34359738368LL},
              {"cpu", running ? 0.0213 : 0.0},
              {"uptime", running ? 864000 : 0}};
  for (const char* key : {"name", "tags", "pool"}) {
    if (guest.contains(key)) row[key] = guest.at(key);
  }
  return row;
}

json node_shape(const World& node) {
  const auto name = node.at("node").get<std::string>();
  return {{"id", "node/" + name}, {"node", name},     {"type", "node"},
          {"status", "online"},   {"maxcpu", 32},     {"maxmem", 137438953472LL},
          {"cpu", 0.0731},        {"uptime", 1728000}};
}

json status_shape(const std::string& cluster, const World& nodes) {
  json rows = json::array();
  rows.push_back({{"id", "cluster"},
                  {"type", "cluster"},
                  {"name", cluster},
                  {"nodes", nodes.size()},
                  {"quorate", 1},
                  {"version", 4}});
  int id = 0;
  for (const auto& node : nodes) {
    const auto name = node.at("node").get<std::string>();
    rows.push_back({{"id", "node/" + name},
                    {"type", "node"},
                    {"name", name},
                    {"nodeid", id + 1},
                    {"ip", node.value("ip", "")},
                    {"online", 1},
                    {"local", id == 0 ? 1 : 0},
                    {"level", ""}});
    ++id;
  }
  return rows;
}

// Both hardware-address and ip-addresses may be missing.
json agent_shape(const World& interfaces) {
  json rows = json::array();
  for (const auto& [name, words] : interfaces.items()) {
    json row = {{"name", name}};
    json addresses = json::array();
    for (const auto& word : words) {
      if (&word == &words.front()) {
        if (!word.is_null()) row["hardware-address"] = word;
      } else {
        addresses.push_back(address_shape(word.get<std::string>(), "ipv4", "ipv6"));
      }
    }
    if (!addresses.empty()) row["ip-addresses"] = addresses;
    rows.push_back(row);
  }
  return rows;
}

json container_shape(const World& interfaces, int version) {
  json rows = json::array();
  for (const auto& [name, words] : interfaces.items()) {
    json row = {{"name", name}, {"hwaddr", words.front()}};
    json addresses = json::array();
    for (auto word = words.begin() + 1; word != words.end(); ++word) {
      const auto text = word->get<std::string>();
      row[parse_cidr(text).is_v6() ? "inet6" : "inet"] = text;
      addresses.push_back(address_shape(text, "inet", "inet6"));
    }
    if (version >= 9)
      row.update({{"hardware-address", words.front()}, {"ip-addresses", addresses}});
    rows.push_back(row);
  }
  return rows;
}

std::string digest_of(const std::string& config) {
  std::ostringstream text;
  text << std::hex << std::hash<std::string>{}(config);
  return text.str();
}

}  // namespace muster::lab
