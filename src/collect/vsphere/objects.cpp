#include "collect/vsphere/objects.h"

#include <algorithm>

#include "connector/coerce.h"
#include "core/list.h"
#include "core/text.h"

namespace muster {
namespace {

using connector::parse_address;
using connector::Port;

constexpr long long kMostOfSize = 1LL << 50;

void note(Record& record, const std::string& name, std::string text,
          ValueType type = ValueType::text, bool passing = false) {
  text = clean(text);
  if (text.empty()) return;
  record.attributes[name] = {type, std::move(text), passing};
}

void note_number(Record& record, const std::string& name, const std::string& text,
                 long long divisor = 1, ValueType type = ValueType::number, bool passing = false) {
  const auto number = parse_int(trim(text));
  if (!number || *number <= 0 || *number > kMostOfSize) return;
  note(record, name, std::to_string(*number / divisor), type, passing);
}

// A device of a VM that has a MAC is a network card.
std::vector<Port> cards_of(const ManagedObject& vm) {
  std::vector<Port> cards;
  const XmlNode* devices = vm.property("config.hardware.device");
  if (devices == nullptr) return cards;
  for (const XmlNode& device : devices->children) {
    const auto mac = parse_mac(device.at("macAddress"));
    if (!mac || mac->bits() == 0) continue;
    cards.push_back({clean(device.at("deviceInfo/label")), mac, {}, {}});
  }
  return cards;
}

long long disk_kib(const ManagedObject& vm) {
  long long sum = 0;
  const XmlNode* devices = vm.property("config.hardware.device");
  if (devices == nullptr) return sum;
  for (const XmlNode& device : devices->children) {
    const auto size = parse_int(device.at("capacityInKB"));
    if (device.attribute("type").ends_with("VirtualDisk") && size && *size > 0 &&
        *size < kMostOfSize) {
      sum += *size;
    }
  }
  return sum;
}

// What the tools in the guest tell of its cards.
void add_addresses(std::vector<Port>& cards, const ManagedObject& vm) {
  const XmlNode* nets = vm.property("guest.net");
  if (nets == nullptr) return;
  for (const XmlNode& net : nets->children) {
    const auto mac = parse_mac(net.at("macAddress"));
    const auto card = std::find_if(cards.begin(), cards.end(),
                                   [&](const Port& one) { return mac && one.mac == mac; });
    const XmlNode* config = net.child("ipConfig");
    if (card == cards.end() || config == nullptr) continue;
    for (const XmlNode& one : config->children) {
      if (one.name != "ipAddress") continue;
      const auto address = parse_address(one.at("ipAddress") + "/" + one.at("prefixLength"));
      if (address) card->addresses.push_back(*address);
    }
    sort_unique(card->addresses);
  }
}

void keep_ports(connector::Row& row, std::vector<Port> ports) {
  for (const Port& port : ports) {
    if (port.mac) row.record.macs.push_back(*port.mac);
    row.record.addresses.insert(row.record.addresses.end(), port.addresses.begin(),
                                port.addresses.end());
  }
  sort_unique(row.record.macs);
  sort_unique(row.record.addresses);
  row.ports = std::move(ports);
}

std::string named(const std::map<std::string, std::string>& names, const std::string& id) {
  const auto found = names.find(id);
  return found == names.end() ? "" : found->second;
}

// The serial number: vendors fill in different ones of these.
std::string serial_in(const XmlNode* hardware) {
  if (hardware == nullptr) return "";
  for (const char* key : {"SerialNumberTag", "ServiceTag", "EnclosureSerialNumberTag"}) {
    for (const XmlNode& one : hardware->children) {
      if (one.name == "otherIdentifyingInfo" && one.at("identifierType/key") == key) {
        std::string told = clean(one.at("identifierValue"));
        if (!told.empty()) return told;
      }
    }
  }
  return "";
}

// Physical cards with their MACs; addresses are those of the VMkernel's own interfaces.
std::vector<Port> ports_of(const ManagedObject& host) {
  std::vector<Port> ports;
  if (const XmlNode* cards = host.property("config.network.pnic")) {
    for (const XmlNode& card : cards->children) {
      const auto mac = parse_mac(card.at("mac"));
      if (mac) ports.push_back({clean(card.at("device")), mac, {}, {}});
    }
  }
  if (const XmlNode* kernel = host.property("config.network.vnic")) {
    for (const XmlNode& one : kernel->children) {
      const auto mac = parse_mac(one.at("spec/mac"));
      const auto address =
          parse_address(one.at("spec/ip/ipAddress") + "/" + one.at("spec/ip/subnetMask"));
      Port port{clean(one.at("device")), mac, {}, {}};
      if (address) port.addresses.push_back(*address);
      if (mac || address) ports.push_back(std::move(port));
    }
  }
  return ports;
}

}  // namespace

const std::vector<Wanted> vsphere_wanted{
    {"VirtualMachine",
     {"name", "config.instanceUuid", "config.template", "config.hardware.numCPU",
      "config.hardware.memoryMB", "config.hardware.device", "config.guestFullName", "guest.net",
      "guest.guestFullName", "runtime.host", "runtime.powerState"}},
    {"HostSystem",
     {"name", "parent", "summary.hardware", "summary.config.product", "runtime.connectionState",
      "config.network.pnic", "config.network.vnic"}},
    {"ComputeResource", {"name"}},
    {"Datastore", {"summary"}}};

VsphereNames vsphere_names(const std::vector<ManagedObject>& objects) {
  VsphereNames names;
  for (const ManagedObject& one : objects) {
    const std::string name = clean(one.text("name"));
    if (one.ref.type == "HostSystem") names.hosts[one.ref.id] = name;
    if (one.ref.type.ends_with("ComputeResource")) names.clusters[one.ref.id] = name;
  }
  for (const ManagedObject& one : objects) {
    if (one.ref.type == "HostSystem") {
      names.cluster_of[one.ref.id] = named(names.clusters, one.text("parent"));
    }
  }
  return names;
}

bool VsphereNames::has(const std::string& host) const {
  return !named(hosts, host).empty() && !named(cluster_of, host).empty();
}

VsphereRow vm_row(const ManagedObject& vm, const VsphereNames& names) {
  VsphereRow out;
  Record& record = out.row.record;
  record.kind = "vm";
  record.id = clean(vm.ref.id);
  record.name = clean(vm.text("name"));
  record.uuid = lower(clean(vm.text("config.instanceUuid")));
  if (vm.text("config.template") == "true") {
    out.left_out = "template";
    return out;
  }
  const std::string& state = vm.text("runtime.powerState");
  note(record, "status",
       state == "poweredOn"    ? "running"
       : state == "poweredOff" ? "stopped"
                               : state);
  const std::string& told = vm.text("guest.guestFullName");
  note(record, "platform", told.empty() ? vm.text("config.guestFullName") : told);
  const std::string host = vm.text("runtime.host");
  note(record, "node", named(names.hosts, host));
  note(record, "cluster", named(names.cluster_of, host));
  note_number(record, "vcpus", vm.text("config.hardware.numCPU"));
  note_number(record, "memory", vm.text("config.hardware.memoryMB"));
  note_number(record, "disk", std::to_string(disk_kib(vm)), 1024);
  if (!host.empty()) record.relations.push_back({"host", "host", clean(host)});
  auto cards = cards_of(vm);
  add_addresses(cards, vm);
  keep_ports(out.row, std::move(cards));
  return out;
}

VsphereRow host_row(const ManagedObject& host, const VsphereNames& names) {
  VsphereRow out;
  Record& record = out.row.record;
  record.kind = "host";
  record.id = clean(host.ref.id);
  record.name = clean(host.text("name"));
  note(record, "cluster", named(names.cluster_of, host.ref.id));
  note(record, "status", host.text("runtime.connectionState"));
  if (const XmlNode* hardware = host.property("summary.hardware")) {
    record.serial = serial_in(hardware);
    record.uuid = lower(clean(hardware->at("uuid")));
    note(record, "vendor", hardware->at("vendor"));
    note(record, "model", hardware->at("model"));
    note(record, "cpu", hardware->at("cpuModel"));
    note_number(record, "vcpus", hardware->at("numCpuThreads"));
    note_number(record, "memory", hardware->at("memorySize"), 1 << 20);
  }
  if (const XmlNode* product = host.property("summary.config.product")) {
    note(record, "platform", product->at("name") + " " + product->at("version"));
  }
  keep_ports(out.row, ports_of(host));
  return out;
}

VsphereRow datastore_row(const ManagedObject& datastore) {
  VsphereRow out;
  Record& record = out.row.record;
  record.kind = "datastore";
  record.id = clean(datastore.ref.id);
  const XmlNode* summary = datastore.property("summary");
  if (summary == nullptr) return out;
  record.name = clean(summary->at("name"));
  note(record, "type", summary->at("type"));
  note_number(record, "capacity", summary->at("capacity"), 1, ValueType::bytes);
  note_number(record, "free", summary->at("freeSpace"), 1, ValueType::bytes, true);
  return out;
}

}  // namespace muster
