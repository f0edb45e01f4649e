#include <functional>
#include <map>
#include <set>

#include "core/text.h"
#include "model/ip.h"
#include "target/netbox/kinds.h"
#include "target/netbox/write/bulk.h"

namespace muster::netbox {
namespace {

std::string plain_address(const std::string& address) {
  const auto ip = parse_ip(without_mask(address));
  return ip ? render(*ip) : address;
}

long long referred(const Json& row, std::string_view name) {
  const Json& value = member(row, name);
  if (value.is_object()) return id_of(value);
  return value.is_number_integer() ? value.get<long long>() : 0;
}

// The filter that finds an object of this kind again.
std::string_view parameter(std::string_view kind) {
  if (kind == "interface") return "device_id";
  if (kind == "vm-interface") return "virtual_machine_id";
  if (kind == "mac-address") return "mac_address";
  if (kind == "ip-address") return "address";
  if (kind == "device" || kind == "virtual-machine" || kind == "cluster" || kind == "custom-field")
    return "name";
  return "slug";
}

// Its value, in a body that was sent and in a row that came back alike.
std::string value_of(std::string_view kind, const Json& object) {
  const std::string_view by = parameter(kind);
  if (by == "device_id") return std::to_string(referred(object, "device"));
  if (by == "virtual_machine_id") return std::to_string(referred(object, "virtual_machine"));
  if (by == "address") return plain_address(text(object, "address"));
  return text(object, by);
}

// What must be equal besides, so that two objects are one.
std::string identity(std::string_view kind, const Json& object) {
  std::string all = value_of(kind, object) + "\n" + muster_id(object);
  if (kind == "interface" || kind == "vm-interface") all += "\n" + text(object, "name");
  for (const char* name : {"site", "manufacturer", "scope_id", "assigned_object_id"})
    all += "\n" + std::to_string(referred(object, name));
  return all;
}

}  // namespace

std::vector<long long> find_created(const Batch& batch, Client& client, std::stop_token stop) {
  const Kind& at = kind(batch.kind);
  std::set<std::string> values;
  for (const Item& item : batch.items) values.insert(value_of(batch.kind, item.body));
  const auto rows = client.look_up(
      {std::string(at.endpoint), std::string(at.fields), ""}, parameter(batch.kind),
      std::vector<std::string>(values.begin(), values.end()),
      [&](const Json& row) { return values.contains(value_of(batch.kind, row)); }, stop);
  std::map<std::string, long long> ids;
  for (const Json& row : rows) ids.emplace(identity(batch.kind, row), id_of(row));
  std::vector<long long> found;
  for (const Item& item : batch.items) {
    const auto one = ids.find(identity(batch.kind, item.body));
    found.push_back(one == ids.end() ? 0 : one->second);
  }
  return found;
}

}  // namespace muster::netbox
