#include <algorithm>
#include <map>
#include <set>

#include "core/text.h"
#include "target/netbox/bulk.h"
#include "target/netbox/kinds.h"
#include "target/netbox/netbox.h"

namespace muster {
namespace netbox {
namespace {

bool is_primary(const Operation& operation) {
  return operation.kind == "primary-mac" || operation.kind == "primary-ip";
}

Method method_of(const Operation& operation) {
  if (operation.op == Op::remove) return Method::remove;
  return operation.op == Op::create && !is_primary(operation) ? Method::post : Method::patch;
}

// One device or VM whose pointer names an address.
struct Pointer {
  std::string_view kind;
  long long owner = 0;
  std::string key;
  std::string_view field;
};

class Run {
 public:
  Run(std::span<const Operation* const> operations, const Snapshot& actual,
      const std::string& message, size_t batch, Client& client, Http& http,
      std::vector<Header> headers, Wires& wires, std::stop_token stop)
      : operations_(operations),
        batch_(std::max<size_t>(batch, 1)),
        client_(client),
        progress_(wires.progress),
        stop_(stop),
        ledger_(operations, actual),
        bodies_(ledger_.ids(), parse_version(actual.version), message),
        bulk_(client, http, std::move(headers), wires.clock, ledger_, stop) {
    for (const Resource& resource : actual.resources) remember(resource);
  }

  std::vector<Outcome> go() {
    for (size_t at = 0; at < operations_.size();) at = step(at);
    return ledger_.take();
  }

 private:
  void remember(const Resource& resource);
  size_t step(size_t begin);
  bool joins(size_t at, size_t begin, const std::set<std::string>& keys) const;
  void write(size_t begin, size_t end);
  Item item_for(size_t at, std::string_view& endpoint_kind) const;
  std::string_view endpoint_kind(const Operation& operation) const;
  void clear_pointers(const std::vector<Item>& items);
  // Interfaces that NetBox made itself, by the templates of a new device's type, are taken.
  void split_existing(Batch& batch, Batch& existing);
  std::map<std::string, long long> existing_interfaces(const std::vector<Item>& items);

  std::span<const Operation* const> operations_;
  size_t batch_;
  Client& client_;
  Progress& progress_;
  std::stop_token stop_;
  Ledger ledger_;
  Bodies bodies_;
  Bulk bulk_;
  std::map<long long, Pointer> pointers_;  // by id of the address
  std::set<long long> fresh_devices_;      // created in this run
};

void Run::remember(const Resource& resource) {
  if (!resource.owned || (resource.kind != "device" && resource.kind != "virtual-machine")) return;
  for (const std::string_view field : {"primary_ip4", "primary_ip6"}) {
    const Json& address = member(resource.extra, field);
    if (!address.is_number_integer() || address == 0) continue;
    const std::string_view kind = resource.kind == "device" ? "device" : "virtual-machine";
    pointers_[address.get<long long>()] = {kind, parse_int(resource.native).value_or(0),
                                           resource.key, field};
  }
}

bool Run::joins(size_t at, size_t begin, const std::set<std::string>& keys) const {
  const Operation& operation = *operations_[at];
  const Operation& first = *operations_[begin];
  if (at - begin >= batch_ || operation.kind != first.kind) return false;
  if (method_of(operation) != method_of(first)) return false;
  return std::none_of(operation.needs.begin(), operation.needs.end(),
                      [&](const std::string& need) { return keys.contains(need); });
}

// Writes the longest run of operations that can go in one request; returns where it ended.
size_t Run::step(size_t begin) {
  if (operations_[begin]->op == Op::keep) return begin + 1;
  std::set<std::string> keys;
  size_t end = begin;
  while (end < operations_.size() && operations_[end]->op != Op::keep && joins(end, begin, keys))
    keys.insert(operations_[end++]->key);
  write(begin, end);
  progress_.step(ledger_.settled(), operations_.size());
  return end;
}

std::string_view Run::endpoint_kind(const Operation& operation) const {
  if (!is_primary(operation)) return operation.kind;
  const bool mac = operation.kind == "primary-mac";
  const std::string on = mac ? interface_of(operation) : owner_of(operation);
  if (mac) return on.starts_with("interface:") ? "interface" : "vm-interface";
  return on.starts_with("device:") ? "device" : "virtual-machine";
}

Item Run::item_for(size_t at, std::string_view& to) const {
  const Operation& operation = *operations_[at];
  to = endpoint_kind(operation);
  if (operation.op == Op::remove)
    return {at, &operation, bodies_.remove(parse_int(operation.native).value_or(0))};
  if (operation.op != Op::create) return {at, &operation, bodies_.change(operation)};
  if (!is_primary(operation)) return {at, &operation, bodies_.create(operation)};
  const std::string on =
      operation.kind == "primary-mac" ? interface_of(operation) : owner_of(operation);
  const auto id = ledger_.ids().find(on);
  if (id == ledger_.ids().end()) throw Error("needs " + on + ", which is not in NetBox");
  return {at, &operation, bodies_.patch(operation, operation.after, id->second)};
}

void Run::write(size_t begin, size_t end) {
  std::map<std::string_view, Batch> batches;
  for (size_t at = begin; at < end; ++at) {
    if (const std::string need = ledger_.blocked(at); !need.empty()) {
      ledger_.skipped(at, Error("skipped, because it needs " + need));
      continue;
    }
    try {
      std::string_view to;
      Item item = item_for(at, to);
      Batch& batch = batches[to];
      batch.kind = to;
      batch.method = method_of(*operations_[at]);
      batch.items.push_back(std::move(item));
    } catch (const Error& error) {
      ledger_.failed(at, error);
    }
  }
  for (auto& [to, batch] : batches) {
    if (to == "ip-address" && batch.method == Method::patch) clear_pointers(batch.items);
    Batch existing{to, Method::patch, {}};
    if (to == "interface" && batch.method == Method::post) split_existing(batch, existing);
    const std::vector<Item> sent = to == "device" ? batch.items : std::vector<Item>();
    bulk_.write(std::move(batch));
    bulk_.write(std::move(existing));
    for (const Item& item : sent) {
      const auto id = ledger_.ids().find(item.operation->key);
      if (item.operation->op == Op::create && id != ledger_.ids().end())
        fresh_devices_.insert(id->second);
    }
  }
}

void Run::clear_pointers(const std::vector<Item>& items) {
  std::map<std::string_view, std::map<long long, Json>> bodies;
  for (const Item& item : items) {
    const auto pointer = pointers_.find(id_of(item.body));
    if (pointer == pointers_.end() || !item.body.contains("assigned_object_id")) continue;
    const std::string on = interface_of(*item.operation);
    const std::string host = pointer->second.key.substr(pointer->second.key.find(':') + 1);
    if (on.substr(on.find(':') + 1).starts_with(host + "/")) continue;  // stays on its host
    Json& body = bodies[pointer->second.kind][pointer->second.owner];
    body["id"] = pointer->second.owner;
    body[pointer->second.field] = nullptr;
  }
  for (const auto& [kind, by_owner] : bodies) {
    Json list = Json::array();
    for (const auto& [owner, body] : by_owner) list.push_back(body);
    bulk_.attempt(kind, list);
  }
}

std::map<std::string, long long> Run::existing_interfaces(const std::vector<Item>& items) {
  std::set<std::string> devices;
  for (const Item& item : items) {
    const auto device = item.body["device"].get<long long>();
    if (fresh_devices_.contains(device)) devices.insert(std::to_string(device));
  }
  std::map<std::string, long long> ids;
  if (devices.empty()) return ids;
  const auto rows = client_.look_up(
      {"dcim/interfaces", "id,device,name", ""}, "device_id",
      std::vector<std::string>(devices.begin(), devices.end()),
      [&](const Json& row) {
        return devices.contains(std::to_string(id_of(member(row, "device"))));
      },
      stop_);
  for (const Json& row : rows)
    ids[std::to_string(id_of(member(row, "device"))) + "/" + text(row, "name")] = id_of(row);
  return ids;
}

void Run::split_existing(Batch& batch, Batch& existing) {
  std::map<std::string, long long> ids;
  try {
    ids = existing_interfaces(batch.items);
  } catch (const Error&) {
    return;  // the write itself will tell
  }
  std::vector<Item> rest;
  for (Item& item : batch.items) {
    const auto id = ids.find(item.body["device"].dump() + "/" + text(item.body, "name"));
    if (id == ids.end()) {
      rest.push_back(std::move(item));
      continue;
    }
    item.body.erase("device");
    item.body.erase("type");
    item.body["id"] = id->second;
    existing.items.push_back(std::move(item));
  }
  batch.items = std::move(rest);
}

class NetboxWriter : public TargetWriter {
 public:
  NetboxWriter(const NetboxConfig& config, const Secret& token, Wires& wires)
      : client_(config, token, wires.http),
        headers_(headers_of(token)),
        batch_(config.batch),
        wires_(wires) {}

  std::vector<Outcome> apply(std::span<const Operation* const> operations, const Snapshot& actual,
                             const std::string& message, std::stop_token stop) override {
    client_.assume(parse_version(actual.version));
    return Run(operations, actual, message, batch_, client_, wires_.http, headers_, wires_, stop)
        .go();
  }

 private:
  Client client_;
  std::vector<Header> headers_;
  size_t batch_;
  Wires& wires_;
};

}  // namespace
}  // namespace netbox

std::unique_ptr<TargetWriter> netbox_writer(const NetboxConfig& config, const Secret& token,
                                            Wires& wires) {
  return std::make_unique<netbox::NetboxWriter>(config, token, wires);
}

}  // namespace muster
