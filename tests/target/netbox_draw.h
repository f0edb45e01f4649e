// Changes on both sides, drawn: what people do in NetBox by hand, and what becomes of hosts.
#pragma once
#include <functional>
#include <random>

#include "core/json.h"
#include "netbox_lab.h"
#include "plan/plan_json.h"

namespace muster::test {

class Draw {
 public:
  Draw(World& world, unsigned seed) : world_(world), draw_(seed) {}

  // Sites and types of people's, and some hosts.
  void begin() {
    if (some("dcim/device-types") == 0) {
      world_.made("dcim/sites", R"({"name":"Berlin","slug":"berlin"})");
      world_.made("dcim/manufacturers", R"({"name":"Acme","slug":"acme"})");
      world_.made("dcim/device-roles", R"({"name":"Old","slug":"old"})");
      world_.made("dcim/device-types",
                  R"({"manufacturer":{"slug":"acme"},"model":"Box","slug":"box"})");
    }
    for (int i = 0; i < 6; ++i) add_host();
  }

  // One change of a host or of NetBox; what it was.
  std::string step() {
    const std::vector<std::pair<const char*, std::function<void()>>> all{
        {"add a host", [&] { add_host(); }},
        {"rename a host", [&] { some_host().host.name = some_name(); }},
        {"renumber a host", [&] { some_port().addresses = {*parse_cidr(some_address())}; }},
        {"another MAC", [&] { some_port().mac = parse_mac(some_mac()); }},
        {"rename a port", [&] { some_port().name = "port" + number(9); }},
        {"a serial number",
         [&] { some_host().host.observed.serial = "S-" + std::to_string(below(99) + 100); }},
        {"adopt", [&] { some_host().host.adopt = true; }},
        {"reject a host", [&] { reject(); }},
        {"somebody's device", [&] { put_device(); }},
        {"somebody's interface", [&] { put_interface(); }},
        {"somebody's MAC", [&] { put_mac(); }},
        {"somebody's address", [&] { put_address(); }},
        {"somebody's service", [&] { put_service(); }},
        {"somebody's cable", [&] { put_cable(); }},
        {"rename a device", [&] { patch("dcim/devices", R"({"name":")" + some_name() + "\"}"); }},
        {"another status", [&] { patch("dcim/devices", R"({"status":"planned"})"); }},
        {"rename an interface",
         [&] { patch("dcim/interfaces", R"({"name":"eno)" + number(99) + "\"}"); }},
        {"rename a site", [&] { patch("dcim/sites", R"({"name":"Site )" + number(999) + "\"}"); }},
        {"rename a maker",
         [&] { patch("dcim/manufacturers", R"({"name":"Maker )" + number(999) + "\"}"); }},
        {"another mask", [&] { remask(); }},
        {"delete a device", [&] { remove("dcim/devices"); }},
        {"delete a VM", [&] { remove("virtualization/virtual-machines"); }},
        {"delete an interface", [&] { remove("dcim/interfaces"); }},
        {"delete an interface of a VM", [&] { remove("virtualization/interfaces"); }},
        {"delete a MAC", [&] { remove("dcim/mac-addresses"); }},
        {"delete an address", [&] { remove("ipam/ip-addresses"); }},
        {"delete a cable", [&] { remove("dcim/cables"); }}};
    const auto& [what, work] = all[below(all.size())];
    try {
      work();
    } catch (const std::runtime_error&) {
      return std::string(what) + ": refused";
    }
    return what;
  }

  size_t below(size_t limit) { return draw_() % limit; }

 private:
  std::string number(size_t limit) { return std::to_string(below(limit)); }
  std::string some_name() { return "host" + number(12); }
  std::string some_address() { return "10.9.0." + std::to_string(1 + below(20)) + "/24"; }
  std::string some_mac() { return "dc:2c:6e:00:00:" + std::to_string(10 + below(20)); }

  HostFile& some_host() { return *world_.files.at(below(world_.files.size())); }
  Interface& some_port() {
    auto& ports = some_host().host.observed.interfaces;
    return ports.at(below(ports.size()));
  }

  void add_host() {
    const std::string id = "aaaaaaa" + std::to_string(100 + made_++);
    world_.absent.erase(id);
    std::vector<Interface> ports{World::port("eth0", some_mac(), {some_address()})};
    if (below(2) == 0) ports.push_back(World::port("eth1", some_mac(), {}));
    world_.add(id, some_name(), below(3) == 0 ? "server" : "switch", std::move(ports));
  }

  void reject() {
    if (world_.files.size() < 3) return;
    const size_t at = below(world_.files.size());
    world_.absent[world_.files[at]->host.id] = {.why = "rejected", .known_at_base = true};
    world_.files.erase(world_.files.begin() + static_cast<long>(at));
  }

  // The id of one of a table's rows; 0 of an empty one.
  long long some(const std::string& table) {
    const auto rows = world_.ask("GET", table + "/?limit=1000&ordering=id").at("results");
    return rows.empty() ? 0 : rows.at(below(rows.size())).at("id").get<long long>();
  }
  std::string on_port() {
    return R"("assigned_object_type":"dcim.interface","assigned_object_id":)" +
           std::to_string(some("dcim/interfaces"));
  }

  void patch(const std::string& table, const std::string& body) {
    world_.ask("PATCH", table + "/" + std::to_string(some(table)) + "/", body);
  }
  void remove(const std::string& table) {
    world_.ask("DELETE", table + "/" + std::to_string(some(table)) + "/");
  }
  void put_device() {
    world_.made("dcim/devices", R"({"site":{"slug":"berlin"},"role":{"slug":"old"},)"
                                R"("device_type":{"slug":"box"},"name":")" +
                                    some_name() + R"(","serial":"S-)" +
                                    std::to_string(below(99) + 100) + "\"}");
  }
  void put_interface() {
    world_.made("dcim/interfaces", "{\"device\":" + std::to_string(some("dcim/devices")) +
                                       R"(,"name":"eth)" + number(3) + R"(","type":"other"})");
  }
  void put_mac() {
    world_.made("dcim/mac-addresses", R"({"mac_address":")" + some_mac() + "\"," + on_port() + "}");
  }
  void put_address() {
    world_.made("ipam/ip-addresses", R"({"address":")" + some_address() + "\"," + on_port() + "}");
  }
  void put_service() {
    world_.made("ipam/services", R"({"name":"ssh","protocol":"tcp","ports":[22],)"
                                 R"("parent_object_type":"dcim.device","parent_object_id":)" +
                                     std::to_string(some("dcim/devices")) + "}");
  }
  void put_cable() {
    const auto end = [&] {
      return R"([{"object_type":"dcim.interface","object_id":)" +
             std::to_string(some("dcim/interfaces")) + "}]";
    };
    world_.made("dcim/cables",
                "{\"a_terminations\":" + end() + ",\"b_terminations\":" + end() + "}");
  }
  void remask() {
    const long long id = some("ipam/ip-addresses");
    const auto row = world_.ask("GET", "ipam/ip-addresses/" + std::to_string(id) + "/");
    const std::string address = row.at("address").get<std::string>();
    world_.ask("PATCH", "ipam/ip-addresses/" + std::to_string(id) + "/",
               R"({"address":")" + address.substr(0, address.find('/')) + "/2" + number(9) + "\"}");
  }

  World& world_;
  std::minstd_rand draw_;
  int made_ = 0;
};

// All of a plan but who did what; a reader that is refused, as people read that.
inline std::string whole_plan(World& world, TargetReader& from) {
  const auto base = world.base;
  try {
    Plan plan;
    plan.operations = world.plan_by(from);
    from.look_behind(plan.operations, {});
    world.base = base;
    return render_json(to_json(plan));
  } catch (const Error& error) {
    world.base = base;
    return render(error);
  }
}

}  // namespace muster::test
