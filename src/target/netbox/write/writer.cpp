#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "core/text.h"
#include "target/netbox/netbox.h"
#include "target/netbox/schema.h"
#include "target/netbox/write/bulk.h"

namespace muster {
namespace netbox {
namespace {

// A part of its owner, with no object of its own.
bool is_primary(const Operation& operation) { return kind(operation.kind).level == Level::link; }

Method method_of(const Operation& operation) {
  if (operation.op == Op::remove) return Method::remove;
  return operation.op == Op::create && !is_primary(operation) ? Method::post : Method::patch;
}

const Notes& notes_of(const Snapshot& snapshot) {
  static const Notes none;
  const auto* notes = dynamic_cast<const Notes*>(snapshot.notes.get());
  return notes ? *notes : none;
}

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
        notes_(notes_of(actual)),
        settlement_(operations, actual),
        bodies_(settlement_.ids(), notes_, parse_version(actual.version), message),
        bulk_(client, http, std::move(headers), wires.clock, settlement_, stop) {}

  std::vector<Outcome> go() {
    for (size_t at = 0; at < operations_.size();) at = step(at);
    return settlement_.take();
  }

 private:
  size_t step(size_t begin);
  bool joins(size_t at, size_t begin) const;
  // Those that need none of the others, which are left in `waiting`.
  std::vector<size_t> wave_of(std::vector<size_t>& waiting) const;
  void write(std::span<const size_t> positions);
  void note_fresh(const std::vector<Item>& devices);  // that were created
  Item item_for(size_t at, std::string_view& endpoint_kind) const;
  void pull_cables(const std::vector<Item>& items);
  void free_asset_tags(const std::vector<Item>& items);
  void clear_pointers(std::string_view of, const std::vector<Item>& items);
  // Interfaces that NetBox made itself, by the templates of a new device's type, are taken.
  void split_existing(Batch& batch, Batch& existing);
  std::map<std::string, long long> existing_interfaces(const std::vector<Item>& items);

  std::span<const Operation* const> operations_;
  size_t batch_;
  Client& client_;
  Progress& progress_;
  std::stop_token stop_;
  const Notes& notes_;
  Settlement settlement_;
  Bodies bodies_;
  Bulk bulk_;
  std::set<long long> fresh_devices_;  // created in this run
};

bool Run::joins(size_t at, size_t begin) const {
  const Operation& operation = *operations_[at];
  const Operation& first = *operations_[begin];
  if (at - begin >= batch_ || operation.kind != first.kind) return false;
  return method_of(operation) == method_of(first);
}

std::vector<size_t> Run::wave_of(std::vector<size_t>& waiting) const {
  std::set<Key> keys;
  for (const size_t at : waiting) keys.insert(operations_[at]->key);
  const auto waits = [&](size_t at) {
    const List<Key>& needs = operations_[at]->needs;
    return std::any_of(needs.begin(), needs.end(), [&](const Key& need) {
      return need != operations_[at]->key && keys.contains(need);
    });
  };
  const auto first = std::stable_partition(waiting.begin(), waiting.end(), waits);
  if (first == waiting.end()) return std::exchange(waiting, {});
  std::vector<size_t> wave(first, waiting.end());
  waiting.erase(first, waiting.end());
  return wave;
}

// Writes the longest run of operations of one kind, in as few requests as their needs allow;
// returns where it ended.
size_t Run::step(size_t begin) {
  if (operations_[begin]->op == Op::keep) return begin + 1;
  std::vector<size_t> waiting;
  size_t end = begin;
  while (end < operations_.size() && operations_[end]->op != Op::keep && joins(end, begin))
    waiting.push_back(end++);
  while (!waiting.empty()) write(wave_of(waiting));
  progress_.step(settlement_.settled(), operations_.size());
  return end;
}

Item Run::item_for(size_t at, std::string_view& to) const {
  const Operation& operation = *operations_[at];
  to = endpoint_kind(operation).name();
  if (operation.op == Op::remove)
    return {at, &operation, bodies_.remove(parse_int(operation.native).value_or(0))};
  if (operation.op != Op::create) return {at, &operation, bodies_.change(operation)};
  if (!is_primary(operation)) return {at, &operation, bodies_.create(operation)};
  const auto id = settlement_.ids().find(operation.owner);
  if (id == settlement_.ids().end())
    throw Error("needs " + operation.owner.text() + ", which is not in NetBox");
  return {at, &operation, bodies_.patch(operation, operation.after, id->second)};
}

void Run::write(std::span<const size_t> positions) {
  std::map<std::string_view, Batch> batches;
  for (const size_t at : positions) {
    if (const Key need = settlement_.blocked(at); !need.empty()) {
      settlement_.skipped(at, Error("skipped, because it needs " + need.text()));
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
      settlement_.failed(at, error);
    }
  }
  for (auto& [to, batch] : batches) {
    if (batch.method == Method::patch) clear_pointers(to, batch.items);
    if (batch.method == Method::patch && to == "cable") pull_cables(batch.items);
    if (batch.method == Method::patch && to == "device") free_asset_tags(batch.items);
    Batch existing{to, Method::patch, {}};
    if (to == "interface" && batch.method == Method::post) split_existing(batch, existing);
    const std::vector<Item> sent = to == "device" ? batch.items : std::vector<Item>();
    bulk_.write(std::move(batch));
    bulk_.write(std::move(existing));
    note_fresh(sent);
  }
}

void Run::note_fresh(const std::vector<Item>& devices) {
  for (const Item& item : devices) {
    const auto id = settlement_.ids().find(item.operation->key);
    if (item.operation->op == Op::create && id != settlement_.ids().end())
      fresh_devices_.insert(id->second);
  }
}

// Does what is pointed at stay with who points at it?
bool stays(const Key& port, const Pointer& pointer) {
  if (port == pointer.owner) return true;
  return kind(pointer.kind).level == Level::owner &&
         port.kind() == port_kind(pointer.kind).name() &&
         port.rest().starts_with(std::string(pointer.owner.rest()) + "/");
}

// NetBox plugs no cable in a port that another one has, though that one is about to be moved.
void Run::pull_cables(const std::vector<Item>& items) {
  Json list = Json::array();
  for (const Item& item : items) {
    if (item.body.contains("b_terminations"))
      list.push_back({{"id", id_of(item.body)}, {"b_terminations", Json::array()}});
  }
  if (list.size() > 1) bulk_.attempt("cable", list);
}

// NetBox holds an asset tag once, also while two devices change theirs.
void Run::free_asset_tags(const std::vector<Item>& items) {
  Json list = Json::array();
  for (const Item& item : items) {
    if (item.body.contains("asset_tag") && !is_null(value_of(item.operation->before, "asset_tag")))
      list.push_back({{"id", id_of(item.body)}, {"asset_tag", nullptr}});
  }
  if (list.size() > 1) bulk_.attempt("device", list);
}

// NetBox moves nothing that is somebody's primary address or MAC.
void Run::clear_pointers(std::string_view of, const std::vector<Item>& items) {
  std::map<std::string_view, std::map<long long, Json>> bodies;
  for (const Item& item : items) {
    const auto found =
        notes_.pointers.find(std::string(of) + ":" + std::to_string(id_of(item.body)));
    if (found == notes_.pointers.end() || !item.body.contains("assigned_object_id")) continue;
    const Pointer& pointer = found->second;
    if (stays(item.operation->owner, pointer)) continue;
    Json& body = bodies[pointer.kind][pointer.id];
    body["id"] = pointer.id;
    body[pointer.field] = nullptr;
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

std::unique_ptr<TargetWriter> netbox_writer(const NetboxConfig& config, const Secrets& secrets,
                                            Wires& wires) {
  return std::make_unique<netbox::NetboxWriter>(config, secrets["token"], wires);
}

}  // namespace muster
