// bench_plan_paths N: the paths of a plan that grow with the inventory, at N and 2N hosts: CPU time
// of both and how it grows.
#include <fmt/core.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>

#include "core/progress.h"
#include "core/text.h"
#include "plan/diff.h"
#include "plan/guard.h"
#include "target/netbox/client.h"
#include "target/netbox/desired.h"
#include "target/netbox/read/reading.h"
#include "target/netbox/schema.h"

namespace {

using namespace muster;
using netbox::Json;

std::string numbered(const char* what, size_t number) {
  std::string digits = std::to_string(number);
  return what + std::string(8 - digits.size(), '0') + digits;
}

// An inventory of N devices with an interface, a MAC and an address each.
struct Inventory {
  Config config;
  std::vector<HostFile> files;
  std::vector<Resource> desired;

  Inventory(size_t hosts, bool adopt) {
    config.sites["b1"].slug = "b1";
    ClassConfig& kind = config.classifications["server"];
    kind.name = kind.role = "server";
    kind.netbox = Becomes::device;
    kind.manufacturer = kind.device_type = "generic";
    for (size_t i = 0; i < hosts; ++i) files.push_back(file(i, adopt));
    std::vector<const HostFile*> all;
    for (const HostFile& each : files) all.push_back(&each);
    desired = netbox::desired(all, config, {});
  }

  static HostFile file(size_t i, bool adopt) {
    HostFile out;
    out.path = "hosts/b1/" + numbered("h", i) + ".yaml";
    Host& host = out.host;
    host.id = numbered("h", i);
    host.name = numbered("srv-", i);
    host.classification = "server";
    host.approval = Approval::approved;
    host.adopt = adopt;
    host.observed.site = "b1";
    Interface port;
    port.name = "eth0";
    const size_t high = i >> 16 & 255, middle = i >> 8 & 255, low = i & 255;
    port.mac = parse_mac(fmt::format("02:00:00:{:02x}:{:02x}:{:02x}", high, middle, low));
    port.addresses = {*parse_cidr(fmt::format("10.{}.{}.{}/8", high, middle, low))};
    host.observed.interfaces.push_back(std::move(port));
    return out;
  }
};

// A NetBox in memory that holds what the inventory wants, ours or somebody else's.
class Held : public HttpReader {
 public:
  Held(const Inventory& inventory, bool ours) : ours_(ours) {
    for (const char* model : {"tags", "device-roles", "manufacturers", "sites"}) rows_[model];
    put("tags", {{"slug", "muster"}});
    put("device-roles", {{"slug", "server"}});
    put("manufacturers", {{"slug", "generic"}});
    put("sites", {{"slug", "b1"}});
    put("device-types", {{"slug", "generic"}, {"manufacturer", {{"id", 1}, {"slug", "generic"}}}});
    Json models = Json::array();
    for (const netbox::Kind& kind : netbox::kinds()) {
      if (kind.swept()) models.push_back(kind.model);
    }
    put("custom-fields", {{"name", "muster_id"}, {"type", "text"}, {"object_types", models}});
    for (const HostFile& file : inventory.files) put_host(file.host);
  }

  Response get(const Endpoint&, const Request& request, std::stop_token) override {
    Response response;
    response.status = 200;
    if (request.path.starts_with("/api/status/")) {
      response.body = R"({"netbox-version": "4.7.2"})";
      return response;
    }
    const size_t end = request.path.find("/?");
    const size_t start = request.path.rfind('/', end - 1) + 1;
    const bool none = !ours_ && request.path.find("tag=muster") != std::string::npos;
    const auto& rows = rows_[request.path.substr(start, end - start)];
    response.body = page(none ? std::vector<std::string>() : rows, request.path);
    return response;
  }

 private:
  static std::string page(const std::vector<std::string>& rows, const std::string& path) {
    const size_t at = path.find("id__gt=");
    const size_t first = at == std::string::npos ? 0 : std::strtoull(&path[at + 7], nullptr, 10);
    const size_t last = std::min(rows.size(), first + 1000);
    std::string body = R"({"count": )" + std::to_string(rows.size() - first) + R"(, "next": )" +
                       (last < rows.size() ? "\"more\"" : "null") + R"(, "results": [)";
    for (size_t i = first; i < last; ++i) body += (i > first ? "," : "") + rows[i];
    return body + "]}";
  }

  size_t put(const std::string& model, Json row) {
    std::vector<std::string>& rows = rows_[model];
    row["id"] = rows.size() + 1;
    rows.push_back(row.dump());
    return rows.size();
  }

  Json marked(const Host& host, Json row) const {
    row["custom_fields"] = {{"muster_id", ours_ ? Json(host.id) : Json()}};
    row["tags"] = ours_ ? Json::array({{{"id", 1}, {"slug", "muster"}}}) : Json::array();
    row["last_updated"] = "2026-08-21T04:05:06Z";
    return row;
  }

  void put_host(const Host& host) {
    const Interface& port = host.observed.interfaces[0];
    const std::string mac = upper(render(*port.mac));
    const std::string address = render(port.addresses[0]);
    const Json there{{"id", 1}, {"slug", "b1"}};
    const size_t device = put(
        "devices",
        marked(
            host,
            {{"name", host.name},
             {"site", there},
             {"role", {{"id", 1}, {"slug", "server"}}},
             {"device_type",
              {{"id", 1}, {"slug", "generic"}, {"manufacturer", {{"id", 1}, {"slug", "generic"}}}}},
             {"status", {{"value", "active"}}},
             {"primary_ip4", {{"id", rows_["devices"].size() + 1}, {"address", address}}}}));
    const size_t interface = put(
        "interfaces", marked(host, {{"device", {{"id", device}, {"name", host.name}}},
                                    {"name", "eth0"},
                                    {"enabled", true},
                                    {"primary_mac_address", {{"id", 1}, {"mac_address", mac}}}}));
    const Json on{{"assigned_object_type", "dcim.interface"}, {"assigned_object_id", interface}};
    Json held_mac = on, held_ip = on;
    held_mac["mac_address"] = mac;
    held_ip["address"] = address;
    held_ip["status"] = {{"value", "active"}};
    put("mac-addresses", marked(host, std::move(held_mac)));
    put("ip-addresses", marked(host, std::move(held_ip)));
  }

  static std::string upper(std::string text) {
    for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return text;
  }

  bool ours_;
  std::map<std::string, std::vector<std::string>> rows_;
};

// CPU seconds of this thread.
double seconds(const std::function<void()>& work) {
  const std::clock_t begin = std::clock();
  work();
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

using Case = std::function<double(size_t hosts)>;

double read_netbox(size_t hosts, bool ours) {
  const Inventory inventory(hosts, !ours);
  Held held(inventory, ours);
  NetboxConfig config;
  config.url = "https://netbox.example";
  netbox::Client client(config, Secret("0123"), held);
  NoProgress progress;
  return seconds([&] {
    const Snapshot read = netbox::Reading(client, inventory.desired, progress, {}).run();
    if (read.resources.size() < hosts * 4) std::abort();  // it measures what it says
  });
}

double plan_nothing(size_t hosts) {
  const Inventory inventory(hosts, false);
  Snapshot actual;
  actual.resources = inventory.desired;
  for (Resource& resource : actual.resources) resource.owned = true;
  return seconds([&] {
    const auto operations = diff({.target = "netbox",
                                  .desired = inventory.desired,
                                  .actual = actual,
                                  .base = &inventory.desired,
                                  .kinds = netbox::kind_traits(),
                                  .absent = {}});
    GuardInput rails;
    rails.operations = operations;
    rails.actual = actual.resources;
    if (guard(rails).empty() || !operations.empty()) std::abort();
  });
}

double plan_first(size_t hosts) {
  const Inventory inventory(hosts, false);
  return seconds([&] {
    const auto operations = diff({.target = "netbox",
                                  .desired = inventory.desired,
                                  .actual = Snapshot{},
                                  .base = nullptr,
                                  .kinds = netbox::kind_traits(),
                                  .absent = {}});
    if (operations.size() < hosts * 5) std::abort();
  });
}

double plan_renames(size_t hosts) {
  std::vector<Resource> desired(hosts);
  for (size_t i = 0; i < hosts; ++i) {
    desired[i].kind = "device";
    desired[i].host = std::to_string(i);
    desired[i].key = Key("device", desired[i].host);
    desired[i].natural = desired[i].label = numbered("srv-", i + 1);
    desired[i].fields["name"] = desired[i].label;
  }
  Snapshot actual;
  actual.resources = desired;
  for (size_t i = 0; i < hosts; ++i) {
    actual.resources[i].owned = true;
    actual.resources[i].natural = numbered("srv-", i);
    actual.resources[i].fields["name"] = actual.resources[i].natural;
  }
  return seconds([&] {
    const auto operations = diff({.target = "netbox",
                                  .desired = desired,
                                  .actual = actual,
                                  .base = nullptr,
                                  .kinds = netbox::kind_traits(),
                                  .absent = {}});
    if (operations.size() != hosts) std::abort();
  });
}

}  // namespace

int main(int argc, char** argv) {
  const size_t hosts = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 10'000;
  const std::pair<const char*, Case> cases[]{
      {"read NetBox, all of it ours", [](size_t n) { return read_netbox(n, true); }},
      {"read NetBox, all of it to adopt", [](size_t n) { return read_netbox(n, false); }},
      {"first plan", plan_first},
      {"plan with nothing to do, and its rails", plan_nothing},
      {"plan of a chain of renames", plan_renames}};
  for (const auto& [name, run] : cases) {
    const double once = run(hosts), twice = run(2 * hosts);
    std::printf("%-40s %7zu hosts %8.3f s  %7zu hosts %8.3f s  x %.2f\n", name, hosts, once,
                2 * hosts, twice, twice / once);
    std::fflush(stdout);
  }
}
