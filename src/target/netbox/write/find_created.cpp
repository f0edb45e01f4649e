#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/text.h"
#include "model/ip.h"
#include "target/netbox/schema.h"
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

// The value of a field, in a body that was sent and in a row that came back alike.
std::string said(const Field& field, const Json& object) {
  const std::string_view name = field.in_netbox();
  if (field.form == Form::end) {
    const Json& ends = member(object, name);
    return ends.empty() ? "" : member(ends.front(), "object_id").dump();
  }
  if (field.form == Form::address) return plain_address(text(object, name));
  if (member(object, name).is_string()) return text(object, name);
  return std::to_string(referred(object, name));
}

// The filter that finds an object of this kind again, and its value.
std::string parameter(const Kind& kind) {
  const Field* by = kind.field(kind.found_by);
  if (by && by->form == Form::end) return "interface_id";
  return std::string(kind.found_by) + (by && by->form == Form::owner ? "_id" : "");
}

std::string sought(const Kind& kind, const Json& object) {
  return said(*kind.field(kind.found_by), object);
}

// What must be equal besides, so that two objects are one.
std::string identity(const Kind& kind, const Json& object) {
  std::string all = sought(kind, object) + "\n" + muster_id(object);
  for (const Field& field : kind.fields) {
    if (field.identity) all += "\n" + said(field, object);
  }
  return all;
}

}  // namespace

std::vector<long long> find_created(const Batch& batch, Client& client, std::stop_token stop) {
  const Kind& at = kind(batch.kind);
  std::set<std::string> values;
  for (const Item& item : batch.items) values.insert(sought(at, item.body));
  const auto rows = client.look_up(
      {std::string(at.endpoint), at.listed(), ""}, parameter(at),
      std::vector<std::string>(values.begin(), values.end()),
      [&](const Json& row) { return values.contains(sought(at, row)); }, stop);
  std::map<std::string, long long> ids;
  for (const Json& row : rows) ids.emplace(identity(at, row), id_of(row));
  std::vector<long long> found;
  for (const Item& item : batch.items) {
    const auto one = ids.find(identity(at, item.body));
    found.push_back(one == ids.end() ? 0 : one->second);
  }
  return found;
}

}  // namespace muster::netbox
