#include "target/unbound/unbound.h"

#include "core/text.h"
#include "target/unbound/daemon.h"
#include "target/unbound/owned_file.h"
#include "target/unbound/records.h"

namespace muster {
namespace {

using unbound::Daemon;
using unbound::OwnedFile;
using unbound::Record;
using unbound::Zones;

const std::vector<KindTraits>& unbound_kinds() {
  static const std::vector<KindTraits> kinds{{"zone", "zone", "zones", OnAbsent::keep, {}},
                                             {"record", "record", "records", OnAbsent::remove, {}}};
  return kinds;
}

class UnboundReader : public TargetReader {
 public:
  explicit UnboundReader(const UnboundConfig& config) : config_(config) {}

  std::span<const KindTraits> kinds() const override { return unbound_kinds(); }
  std::string address() const override { return config_.file; }

  std::vector<Resource> desired(std::span<const HostFile* const> hosts,
                                const Config& config) const override {
    return unbound::desired(hosts, config, config_.ttl);
  }

  Snapshot read(std::span<const Resource>, std::stop_token) override {
    const Zones zones = OwnedFile(config_.file).read();
    Snapshot snapshot;
    for (const std::string& zone : zones.names) {
      snapshot.resources.push_back(unbound::zone_resource(zone));
    }
    for (const auto& [key, record] : zones.records) {
      snapshot.resources.push_back(unbound::resource_of(record));
    }
    for (Resource& resource : snapshot.resources) resource.owned = true;
    snapshot.objects = snapshot.resources.size();
    return snapshot;
  }

  void attribute(std::span<Operation>, std::stop_token) override {}

 private:
  UnboundConfig config_;
};

class UnboundWriter : public TargetWriter {
 public:
  UnboundWriter(const UnboundConfig& config, Wires& wires)
      : config_(config), file_(config.file), daemon_(config_, wires) {}

  // One file, so it is all of the operations or none.
  std::vector<Outcome> apply(std::span<const Operation* const> operations, const Snapshot& actual,
                             const std::string&, std::stop_token stop) override {
    if (operations.empty()) return {};
    if (stop.stop_requested()) return outcomes(operations, Result::skipped, std::nullopt);
    try {
      write(operations, actual, stop);
    } catch (const Error& error) {
      return outcomes(operations, Result::failed, error);
    }
    return outcomes(operations, Result::done, std::nullopt);
  }

 private:
  static std::vector<Outcome> outcomes(std::span<const Operation* const> operations, Result result,
                                       const std::optional<Error>& error) {
    std::vector<Outcome> out;
    for (const Operation* operation : operations) out.push_back({operation->id, result, error});
    return out;
  }

  void write(std::span<const Operation* const> operations, const Snapshot& actual,
             std::stop_token stop) {
    Zones zones = file_.read();
    expect_unchanged(zones, actual);
    std::vector<Record> changed;
    for (const Operation* operation : operations) run(*operation, zones, changed);
    file_.stage(unbound::render(zones));
    try {
      daemon_.check(file_.staged(), stop);
    } catch (const Error&) {
      file_.discard();
      throw;
    }
    file_.swap();
    try {
      put_to_use(zones, changed, stop);
    } catch (const Error& error) {
      throw taken_back(error);
    }
  }

  void put_to_use(const Zones& zones, std::span<const Record> changed, std::stop_token stop) {
    daemon_.check_all(stop);
    if (!config_.control) return;
    daemon_.reload(stop);
    daemon_.query_back(zones, changed, stop);
  }

  // The old file is back in use whatever happened, even when the run is being stopped.
  Error taken_back(Error error) {
    std::string fate = "the old file is back";
    try {
      file_.restore();
      if (config_.control) daemon_.reload({});
    } catch (const Error& worse) {
      fate += ", but " + worse.message + (worse.why.empty() ? "" : ": " + worse.why);
    }
    error.why += (error.why.empty() ? "" : "; ") + fate;
    return error;
  }

  void expect_unchanged(const Zones& zones, const Snapshot& actual) const {
    std::map<Key, Fields> planned;
    for (const Resource& resource : actual.resources) planned[resource.key] = resource.fields;
    const bool same_size = planned.size() == zones.names.size() + zones.records.size();
    bool same = same_size;
    for (const auto& [key, record] : zones.records) {
      const auto found = planned.find(key);
      same = same && found != planned.end() && found->second == unbound::resource_of(record).fields;
    }
    if (same) return;
    throw Error(config_.file + " changed since it was read").mend("run muster reconcile again");
  }

  static void run(const Operation& operation, Zones& zones, std::vector<Record>& changed) {
    if (operation.kind == "zone") {
      zones.names.insert(text_of(operation.after, "name"));
      return;
    }
    const bool removal = operation.op == Op::remove || operation.op == Op::retire;
    const Fields& fields = removal ? operation.before : operation.after;
    const Record record = unbound::record_of(fields, operation.site);
    zones.records.erase(operation.key);
    if (!removal) zones.records[unbound::record_key(record)] = record;
    changed.push_back(record);
  }

  UnboundConfig config_;
  OwnedFile file_;
  Daemon daemon_;
};

}  // namespace

std::unique_ptr<TargetReader> unbound_reader(const UnboundConfig& config, const Secrets&,
                                             ReadWires) {
  return std::make_unique<UnboundReader>(config);
}

std::unique_ptr<TargetWriter> unbound_writer(const UnboundConfig& config, const Secrets&,
                                             Wires& wires) {
  return std::make_unique<UnboundWriter>(config, wires);
}

}  // namespace muster
