#include "target/netbox/read/behind.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "core/text.h"

namespace muster::netbox {
namespace {

// A kind of objects that go with what they are on.
struct Part {
  std::string_view endpoint, fields, noun, label;
  // The filters by which those of a device, a VM or an interface of either are found; "" = none.
  std::string_view of_device, of_vm, of_port, of_vm_port;
  std::string_view filter = {};  // besides, with the owner's model behind it

  std::string_view by(const Kind& owner) const {
    const bool machine = owner.model.starts_with("virtualization.");
    if (owner.level == Level::owner) return machine ? of_vm : of_device;
    return machine ? of_vm_port : of_port;
  }
};

constexpr std::string_view on_object =
    "id,display,assigned_object_type,assigned_object_id,assigned_object,custom_fields";

constexpr Part part_device_ports{"dcim/interfaces",
                                 "id,name,device,custom_fields",
                                 "interface",
                                 "name",
                                 "device_id",
                                 "",
                                 "",
                                 ""};
constexpr Part part_vm_ports{"virtualization/interfaces",
                             "id,name,virtual_machine,custom_fields",
                             "interface",
                             "name",
                             "",
                             "virtual_machine_id",
                             "",
                             ""};
constexpr Part part_addresses{"ipam/ip-addresses", on_object,       "address",
                              "display",           "device_id",     "virtual_machine_id",
                              "interface_id",      "vminterface_id"};
constexpr Part part_macs{
    "dcim/mac-addresses", on_object,      "MAC",           "display", "device_id",
    "virtual_machine_id", "interface_id", "vminterface_id"};
// On what a service is has other names from NetBox 4.3 on; those that one has not, it leaves out.
constexpr Part part_services{"ipam/services",
                             "id,name,device,virtual_machine,parent_object_id,custom_fields",
                             "service",
                             "name",
                             "device_id",
                             "virtual_machine_id",
                             "",
                             ""};
constexpr Part part_journal{"extras/journal-entries", on_object,
                            "journal entry",          "display",
                            "assigned_object_id",     "assigned_object_id",
                            "assigned_object_id",     "assigned_object_id",
                            "assigned_object_type="};
constexpr Part part_cables{"dcim/cables",  "id,display,a_terminations,b_terminations,custom_fields",
                           "cable",        "display",
                           "device_id",    "",
                           "interface_id", ""};
constexpr const Part* parts_looked_at[] = {&part_device_ports, &part_vm_ports, &part_addresses,
                                           &part_macs,         &part_services, &part_journal,
                                           &part_cables};

// Counted on the row of their owner.
constexpr std::string_view counts_of_devices =
    "id,console_port_count,console_server_port_count,power_port_count,power_outlet_count,"
    "front_port_count,rear_port_count,device_bay_count,module_bay_count,inventory_item_count";
constexpr std::string_view counts_of_vms = "id,virtual_disk_count";

std::string_view counts_of(const Kind& owner) {
  return owner.model.starts_with("virtualization.") ? counts_of_vms : counts_of_devices;
}

long long number_in(const Json& row, std::string_view name) {
  const Json& id = member(row, name);
  return id.is_number_integer() ? id.get<long long>() : 0;
}

// The objects of kind `of` that a row is on, whatever the part and the version of NetBox.
std::vector<long long> owners_in(const Part& part, const Kind& of, const Json& row) {
  const char* member_name = of.model.starts_with("virtualization.") ? "virtual_machine" : "device";
  const bool whole = of.level == Level::owner;
  std::vector<long long> ids;
  const bool itself = !whole || !part.filter.empty();
  if (itself) ids.push_back(number_in(row, "assigned_object_id"));
  ids.push_back(number_in(row, "parent_object_id"));
  for (const Json* on : {&row, &member(row, "assigned_object")}) {
    if (whole) ids.push_back(id_of(member(*on, member_name)));
  }
  for (const char* side : {"a_terminations", "b_terminations"}) {
    for (const Json& end : member(row, side)) {
      ids.push_back(whole ? id_of(member(member(end, "object"), member_name))
                          : number_in(end, "object_id"));
    }
  }
  return ids;
}

class Behind {
 public:
  Behind(const Kind& of, Client& client, std::stop_token stop)
      : of_(of), client_(client), stop_(stop) {}

  void add(Operation& operation) {
    ids_.push_back(operation.native);
    by_id_.emplace(parse_int(operation.native).value_or(0), &operation);
  }

  void look() {
    if (ids_.empty()) return;
    for (const Part* part : parts_looked_at) look_at(*part);
    if (of_.level == Level::owner) look_at_counts();
  }

  void look_at(const Part& part) {
    const std::string_view by = part.by(of_);
    if (by.empty()) return;
    std::string filter(part.filter);
    if (!filter.empty()) filter += of_.model;
    const auto rows = client_.look_up(
        {std::string(part.endpoint), std::string(part.fields), filter}, by, ids_,
        [&](const Json& row) { return !on(part, row).empty(); }, stop_);
    for (const Json& row : rows) {
      if (!muster_id(row).empty()) continue;
      for (Operation* operation : on(part, row)) {
        operation->foreign.push_back(std::string(part.noun) + " " +
                                     clean(text(row, part.label), 60));
      }
    }
  }

  bool empty() const { return ids_.empty(); }

 private:
  void look_at_counts() {
    const auto rows = client_.look_up(
        {std::string(of_.endpoint), std::string(counts_of(of_)), ""}, "id", ids_,
        [&](const Json& row) { return by_id_.contains(id_of(row)); }, stop_);
    for (const Json& row : rows) {
      for (const auto& [name, count] : row.items()) {
        if (!name.ends_with("_count") || !count.is_number_unsigned() || count == 0) continue;
        std::string noun = name.substr(0, name.size() - std::string_view("_count").size());
        std::replace(noun.begin(), noun.end(), '_', ' ');
        by_id_[id_of(row)]->foreign.push_back(counted(count.get<size_t>(), noun));
      }
    }
  }

  std::vector<Operation*> on(const Part& part, const Json& row) const {
    std::vector<Operation*> out;
    for (const long long id : owners_in(part, of_, row)) {
      const auto found = by_id_.find(id);
      const bool fresh =
          found != by_id_.end() && std::find(out.begin(), out.end(), found->second) == out.end();
      if (fresh) out.push_back(found->second);
    }
    return out;
  }

  const Kind& of_;
  Client& client_;
  std::stop_token stop_;
  std::vector<std::string> ids_;
  std::map<long long, Operation*> by_id_;
};

}  // namespace

std::vector<Listing> listings_behind() {
  std::vector<Listing> out;
  for (const Part* part : parts_looked_at)
    out.push_back({std::string(part->endpoint), std::string(part->fields), ""});
  for (const Kind& each : kinds()) {
    if (each.level == Level::owner)
      out.push_back({std::string(each.endpoint), std::string(counts_of(each)), ""});
  }
  return out;
}

void look_behind(std::span<Operation> operations, Client& client, std::stop_token stop) {
  for (const Kind& each : kinds()) {
    if (each.level != Level::owner && each.level != Level::port) continue;
    Behind behind(each, client, stop);
    for (Operation& operation : operations) {
      if (operation.op == Op::remove && operation.kind == each.name()) behind.add(operation);
    }
    behind.look();
  }
}

void look_beside(const Snapshot& actual, const std::set<std::string>& hosts, Client& client,
                 Diagnostics& notes, std::stop_token stop) {
  for (const Kind& each : kinds()) {
    if (each.level != Level::owner) continue;
    std::vector<Operation> owners;
    for (const Resource& there : actual.resources) {
      if (there.kind != each.name() || !there.owned || !hosts.contains(there.host)) continue;
      Operation& owner = owners.emplace_back();
      owner.native = there.native;
      owner.label = there.label;
    }
    Behind behind(each, client, stop);
    for (Operation& owner : owners) behind.add(owner);
    if (behind.empty()) continue;
    behind.look_at(part_macs);
    behind.look_at(part_addresses);
    for (const Operation& owner : owners) {
      if (owner.foreign.empty()) continue;
      notes.add(Error(std::string(each.traits.noun) + " " + owner.label +
                      " has in NetBox what muster did not make: " + join(owner.foreign, ", "))
                    .mend("see whether it is meant; muster leaves it")
                    .as(Severity::note));
    }
  }
}

}  // namespace muster::netbox
