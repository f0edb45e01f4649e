#include "target/dns/unbound/unbound.h"

#include "core/text.h"
#include "target/dns/server.h"
#include "target/dns/unbound/daemon.h"
#include "target/dns/unbound/ground.h"
#include "target/dns/unbound/owned_file.h"

namespace muster {
namespace {

using unbound::Daemon;
using unbound::Ground;
using unbound::OwnedFile;
using unbound::Record;
using unbound::Zones;

constexpr std::string_view default_config = "/etc/unbound/unbound.conf";

struct UnboundNotes : Notes {
  explicit UnboundNotes(Ground there) : ground(std::move(there)) {}
  std::string text;  // of the file
  Ground ground;
};

// The names around which it matters what others declared.
std::set<std::string> names_of(std::span<const Resource> desired) {
  std::set<std::string> names;
  for (const Resource& resource : desired) {
    names.insert(text_of(resource.fields, "name"));
    for (const Key& zone : resource.needs) names.emplace(zone.rest());
  }
  return names;
}

class UnboundReader : public dns::ServerReader {
 public:
  explicit UnboundReader(const UnboundConfig& config)
      : dns::ServerReader(config.ttl), config_(config), file_(config.file) {}

  std::string address() const override { return file_.path(); }

  Snapshot read(std::span<const Resource> desired, std::stop_token) override {
    std::string text = file_.text();
    const unbound::Content content = unbound::parse(text, config_.file);
    Snapshot snapshot = dns::snapshot_of(content);
    auto notes = std::make_shared<UnboundNotes>(ground(content, desired));
    notes->text = std::move(text);
    add_held(snapshot, desired, notes->ground);
    snapshot.trouble = content.damage;
    snapshot.notes = std::move(notes);
    return snapshot;
  }

  std::vector<Resource> adapt(std::vector<Resource> desired,
                              const Snapshot& actual) const override {
    const Ground& ground = static_cast<const UnboundNotes&>(*actual.notes).ground;
    std::set<Key> leaving;
    for (const Resource& resource : actual.resources) {
      if (resource.owned && !resource.held.empty()) leaving.insert(resource.key);
    }
    std::erase_if(desired, [&](const Resource& r) { return leaving.contains(r.key); });
    return ground.with_zones(std::move(desired));
  }

 private:
  Ground ground(const unbound::Content& content, std::span<const Resource> desired) {
    const auto names = names_of(desired);
    const bool any = config_.control || !config_.config.empty();
    if (!any) return Ground(built_in(machine_, config_.file, content.foreign, names));
    const std::string path = config_.config.empty() ? std::string(default_config) : config_.config;
    return Ground(read_declared(machine_, path, config_.file, content.foreign, names));
  }

  // What others hold is shown as theirs; what of ours cannot stay beside it, as held.
  static void add_held(Snapshot& snapshot, std::span<const Resource> desired,
                       const Ground& ground) {
    for (Resource& ours : snapshot.resources) {
      if (ours.kind != "record") continue;
      const Record record = dns::record_of(ours.fields, ours.site);
      if (ground.impossible(record)) ours.held = "it is " + ground.held(record);
    }
    for (const Resource& wanted : desired) {
      if (wanted.kind != "record") continue;
      std::string held = ground.held(dns::record_of(wanted.fields, wanted.site));
      if (held.empty()) continue;
      Resource theirs = wanted;
      theirs.owned = false;
      theirs.host.clear();
      theirs.held = std::move(held);
      snapshot.resources.push_back(std::move(theirs));
    }
  }

  UnboundConfig config_;
  OwnedFile file_;
  unbound::LocalReader machine_;
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

  static std::vector<Record> concerned(const std::vector<dns::Change>& changes) {
    std::vector<Record> out;
    for (const dns::Change& change : changes) {
      out.insert(out.end(), change.before.begin(), change.before.end());
      out.insert(out.end(), change.after.begin(), change.after.end());
    }
    return out;
  }

  void write(std::span<const Operation* const> operations, const Snapshot& actual,
             std::stop_token stop) {
    const std::string before = file_.text();
    const auto* notes = static_cast<const UnboundNotes*>(actual.notes.get());
    if (before != (notes ? notes->text : "")) {
      throw Error(config_.file + " changed since it was read").mend("run muster reconcile again");
    }
    unbound::Content zones = unbound::parse(before, config_.file);
    const std::vector<Record> changed = concerned(dns::carry_out(operations, zones));
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
