#include "collect/connector/facts.h"

#include "core/text.h"

namespace muster::connector {
namespace {

std::string attribute(const Record& record, const char* name) {
  const auto found = record.attributes.find(name);
  return found == record.attributes.end() ? "" : clean(found->second.text);
}

long long amount(const Record& record, const char* name) {
  constexpr long long most = 1LL << 40;
  const auto number = parse_int(attribute(record, name));
  return number && *number > 0 && *number < most ? *number : 0;
}

Product product_in(const Record& record) {
  return {attribute(record, "vendor"), attribute(record, "model"), record.serial,
          attribute(record, "platform")};
}

RowFacts host_facts(const Row& row, const std::string& source) {
  const Record& record = row.record;
  RowFacts out;
  DeviceFact fact;
  if (!record.name.empty()) fact.names.push_back({record.name, NameSource::device});
  fact.product = product_in(record);
  fact.chassis = source + "/" + record.id;
  for (const Port& port : row.ports) {
    if (!port.mac) continue;
    fact.interface = port.name;
    fact.mac = port.mac;
    fact.addresses = port.addresses;
    out.list.emplace_back(fact);
  }
  if (!out.list.empty()) return out;
  if (record.serial.empty()) {
    out.left_out = "neither MAC nor serial number: kept as a record";
    return out;
  }
  fact.addresses = record.addresses;
  out.list.emplace_back(fact);
  return out;
}

RowFacts vm_facts(const Row& row, const std::string& platform, const std::string& source) {
  const Record& record = row.record;
  RowFacts out;
  const auto number = parse_int(record.id.substr(record.id.rfind('-') + 1));
  if (!number || *number <= 0) {
    out.left_out = "VM without a number: kept as a record";
    return out;
  }
  NicFact fact;
  const std::string status = attribute(record, "status");
  fact.guest = {platform,
                attribute(record, "cluster"),
                attribute(record, "node"),
                *number,
                GuestKind::vm,
                status,
                amount(record, "vcpus"),
                amount(record, "memory"),
                amount(record, "disk")};
  fact.identity = platform + ":" + (record.uuid.empty() ? source + "/" + record.id : record.uuid);
  if (!record.name.empty()) fact.names.push_back({record.name, NameSource::hypervisor});
  fact.product.platform = attribute(record, "platform");
  fact.running = status == "running";
  for (const Port& port : row.ports) {
    if (!port.mac) continue;
    fact.interface = port.name;
    fact.mac = *port.mac;
    fact.addresses = port.addresses;
    fact.vlans = port.vlans;
    out.list.emplace_back(fact);
  }
  if (out.list.empty()) out.left_out = "VM without a MAC: kept as a record";
  return out;
}

}  // namespace

RowFacts facts_of(const Row& row, const std::string& platform, const std::string& source) {
  if (row.record.kind != "host" && row.record.kind != "vm") return {};
  if (row.record.stale) return {{}, "stale: kept as a record"};
  return row.record.kind == "vm" ? vm_facts(row, platform, source) : host_facts(row, source);
}

}  // namespace muster::connector
