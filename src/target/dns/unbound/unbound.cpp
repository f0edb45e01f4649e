#include "target/dns/unbound/unbound.h"

#include "core/text.h"
#include "target/dns/server.h"
#include "target/dns/unbound/daemon.h"
#include "target/dns/unbound/file.h"
#include "target/dns/unbound/owned_file.h"

namespace muster {
namespace {

using unbound::Daemon;
using unbound::OwnedFile;
using unbound::Record;
using unbound::Zones;

class UnboundReader : public dns::ServerReader {
 public:
  explicit UnboundReader(const UnboundConfig& config)
      : dns::ServerReader(config.ttl), file_(config.file) {}

  std::string address() const override { return file_.path(); }

 private:
  Zones read_zones(std::stop_token) override { return file_.read(); }

  OwnedFile file_;
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
    if (!dns::unchanged(zones, actual)) {
      throw Error(config_.file + " changed since it was read").mend("run muster reconcile again");
    }
    const std::vector<Record> changed = dns::carry_out(operations, zones);
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
